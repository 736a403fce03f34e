"""`stallwatch …`: what each command takes, a file a job; `crawler/cli.py` names them all."""
