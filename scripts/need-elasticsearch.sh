#!/bin/sh
# What the tests' real Elasticsearch needs: Maven to get it and a JDK 21 or newer to run it. Never fails: where something
# is missing, the tests that need it say so themselves (and fail where REQUIRE_SERVICES=1).
here=$(dirname "$0")
[ -n "${STALLWATCH_TEST_ELASTICSEARCH:-}" ] && exit 0
sh "$here/need.sh" mvn maven || true
for java in ${JAVA_HOME:+"$JAVA_HOME/bin/java"} /usr/lib/jvm/*/bin/java $(command -v java); do
    version=$("$java" -version 2>&1 | sed -n 's/.*version "\([0-9]*\).*/\1/p' | head -n 1)
    [ "${version:-0}" -ge 21 ] && exit 0
done
for package in openjdk-25-jre-headless openjdk-21-jre-headless; do
    if apt-cache show "$package" >/dev/null 2>&1; then
        sh "$here/need.sh" "java-from-$package" "$package" 2>/dev/null
        exit 0
    fi
done
exit 0
