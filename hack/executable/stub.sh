#!/bin/sh
# svc-test: this shell script with a jar behind it. It finds a Java that is new enough and becomes it.
need=25

suits() { # HOME
  [ -x "$1/bin/java" ] || return 1
  version=$(sed -n 's/^JAVA_VERSION="\([0-9]*\).*/\1/p' "$1/release" 2>/dev/null)
  [ -n "$version" ] || version=$("$1/bin/java" -version 2>&1 | sed -n '1s/.*version "\([0-9]*\).*/\1/p')
  [ "${version:-0}" -ge $need ]
}

on_path=$(readlink -f "$(command -v java 2>/dev/null)" 2>/dev/null)
for home in "${JAVA_HOME:-}" "${on_path%/bin/java}" /usr/lib/jvm/* /opt/java/* /opt/jdk* \
  "${HOME:-}"/.sdkman/candidates/java/* "${HOME:-}"/.jdks/* /Library/Java/JavaVirtualMachines/*/Contents/Home; do
  if [ -n "$home" ] && suits "$home"; then
    exec "$home/bin/java" -XX:+UseSerialGC -XX:TieredStopAtLevel=1 -XX:-UsePerfData \
      -cp "$0" @main.class@ "$@"
  fi
done
echo "svc-test needs Java $need or newer: install one, and set JAVA_HOME to it if it is in an unusual place." >&2
exit 2
