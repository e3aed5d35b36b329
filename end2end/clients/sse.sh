#!/usr/bin/env bash
# Prints each vote as a line of JSON, by server-sent events: sse.sh [http://host:port] [ALL | event]
server=${1:-http://127.0.0.1:3000} event=${2:-ALL} since=
while true; do
  while IFS= read -r line; do
    case $line in
      'id: '*) since=${line#id: } ;;
      'data: '*'"id":'*) echo "${line#data: }" ;;
    esac
  done < <(exec curl -fsSN "$server/live/sse?event=$event&since=$since")
  wait $! || [ $? != 22 ] || exit 1 # 22: refused, and the same again would be.
  sleep 1
done
