"""What an Elasticsearch needs: the index template and the writer's role, as JSON with $alias to be filled in."""
