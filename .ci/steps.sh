# Sourced by .ci/run and .ci/full: steps with their seconds, two of one process at a time beside
# each other, environments. Needs $work, a folder that goes when the script ends.
slots=2
slow=()      # "seconds title" of each step that ended
now=         # title of the step in the foreground
count=0      # steps begun in the background
running=()   # their numbers
titles=()
began=()
groups=()

# Begin a step in the foreground; the one before has ended.
step() {
  ended
  now=$*
  since=$SECONDS
  printf '\n== %s\n' "$now"
}
ended() {
  [ -n "$now" ] || return 0
  took $((SECONDS - since)) "$now"
  now=
}
took() {
  slow+=("$(printf '%6d  %s' "$1" "$2")")
  printf -- '-- %d s: %s\n' "$1" "$2"
}

# beside TITLE COMMAND...: run a step in the background, two at most at a time. What it prints is
# shown whole when it has ended; one that fails ends the script and all others.
beside() {
  local title=$1 code
  shift
  ended
  room $((slots - 1))
  titles[count]=$title
  began[count]=$SECONDS
  code=$work/beside.$count.code
  printf '\n.. %s: begun, its output follows when it has ended\n' "$title"
  set -m  # a group of its own, so that all its processes can be stopped
  (
    trap 'echo $? $SECONDS > "$code.part"; mv "$code.part" "$code"' EXIT
    set -euo pipefail
    "$@"
  ) > "$work/beside.$count.out" 2>&1 < /dev/null &
  groups[count]=$!
  set +m
  running+=("$count")
  count=$((count + 1))
}
# Wait until at most so many steps run in the background.
room() {
  local one left
  while :; do
    left=()
    for one in "${running[@]}"; do
      if [ -e "$work/beside.$one.code" ]; then shown "$one"; else left+=("$one"); fi
    done
    running=("${left[@]}")
    [ "${#running[@]}" -gt "$1" ] || return 0
    sleep 0.2
  done
}
joined() {
  ended
  room 0
}
shown() {
  local code at
  read -r code at < "$work/beside.$1.code"
  printf '\n== %s\n' "${titles[$1]}"
  cat "$work/beside.$1.out"
  [ "$code" = 0 ] || { echo "failed with exit code $code: ${titles[$1]}"; exit 1; }
  took $((at - began[$1])) "${titles[$1]}"
}
# At the end, however it came: nothing goes on, and the folder goes.
stop() {
  local one
  for one in "${running[@]}"; do kill -TERM -- "-${groups[$one]}" 2> /dev/null || true; done
}
finish() {
  stop
  rm -rf "$work"
}
# The seconds of each step. Those that ran beside each other or another add up to more than all.
table() {
  ended
  printf '\nseconds  step\n'
  printf '%s\n' "${slow[@]}"
  printf '%6d  all\n' "$SECONDS"
}

# No bytecode of what no test imports: half of the time of an install by pip. The same for those
# that the commands of the README start.
export PIP_COMPILE=0 PIP_DISABLE_PIP_VERSION_CHECK=1
# Make an environment of an interpreter: new FOLDER PYTHON REQUIREMENT... By uv where it is to be
# had, which takes a quarter of pip's time, and by pip where it is not or fails.
new() {
  local home=$1 python=$2
  shift 2
  "$python" -m venv "$home"
  if [ -x "${uv:-$work/uv}/bin/uv" ]; then
    "${uv:-$work/uv}/bin/uv" pip install --quiet --python "$home/bin/python" "$@" && return 0
    echo "uv could not: once more by pip"
  fi
  "$home/bin/pip" install --quiet "$@"
}
fetch_uv() {
  python3 -m venv "$work/uv"
  "$work/uv/bin/pip" install --quiet uv || echo "no uv: environments are made by pip"
}
# The path of an interpreter of a version, or nothing.
interpreter() { .ci/interpreter "$1"; }
