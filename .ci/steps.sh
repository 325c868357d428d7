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
# shown whole when it has ended; one that fails ends the script and all others. Its trap sees the
# locals of the function in which it fails, so the name of the file is one that no step uses.
beside() {
  local title=$1 beside_code
  shift
  ended
  room $((slots - 1))
  titles[count]=$title
  began[count]=$SECONDS
  beside_code=$work/beside.$count.code
  printf '\n.. %s: begun, its output follows when it has ended\n' "$title"
  set -m  # a group of its own, so that all its processes can be stopped
  (
    trap 'echo $? $SECONDS > "$beside_code.part"; mv "$beside_code.part" "$beside_code"' EXIT
    set -euo pipefail
    "$@"
  ) > "$work/beside.$count.out" 2>&1 < /dev/null &
  groups[count]=$!
  set +m
  running+=("$count")
  count=$((count + 1))
}
# Wait until at most so many steps run in the background. One that was killed (no memory) has
# written no code: it has ended too.
room() {
  local one left
  while :; do
    left=()
    for one in "${running[@]}"; do
      if ! kill -0 "${groups[$one]}" 2> /dev/null && [ ! -e "$work/beside.$one.code" ]; then
        echo "137 $SECONDS" > "$work/beside.$one.code"
      fi
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
  [ "$code" = 0 ] || { tell_failed "$code" "${titles[$1]}" "$work/beside.$1.out"; exit 1; }
  took $((at - began[$1])) "${titles[$1]}"
}
# What failed, as the last lines: the step, its tests, and the command that runs these alone.
tell_failed() {
  local tests
  mapfile -t tests < <(grep -aE '^(FAILED|ERROR) ' "$3" | sed -E 's/^[A-Z]+ //; /^[^ ]*\[/{s/\] - .*/]/;b}; s/ - .*//')
  echo "failed with exit code $1: $2"
  [ "${#tests[@]}" -gt 0 ] || return 0
  [ "${#tests[@]}" -le 5 ] || printf '  five of %d tests:\n' "${#tests[@]}"
  printf '  %s\n' "${tests[@]:0:5}"
  printf "python -m pytest -n0 -m ''"
  printf ' %q' "${tests[@]:0:5}"
  echo
}
# The processes begun by this script, and by those.
below() {
  { ps -A -o pid=,ppid= || true; } | awk -v top=$$ '
    { up[$1] = $2 }
    END { for (one in up) for (at = up[one]; at in up; at = up[at]) if (at == top) { print one; break } }'
}
# Those of some processes that have not ended.
living() {
  [ $# = 0 ] || ps -o pid=,stat= -p "$(IFS=,; echo "$*")" | awk '$2 !~ /^Z/ { print $1 }' || true
}
# At the end, however it came: nothing goes on, in the background or the foreground, and the folder
# goes. What does not end within five seconds when asked to is killed.
stop() {
  local one left
  mapfile -t left < <(below)
  for one in "${running[@]}"; do kill -TERM -- "-${groups[$one]}" 2> /dev/null || true; done
  [ "${#left[@]}" = 0 ] || kill -TERM "${left[@]}" 2> /dev/null || true
  for one in {1..25}; do
    mapfile -t left < <(living "${left[@]}")
    [ "${#left[@]}" -gt 0 ] || break
    sleep 0.2
  done
  for one in "${running[@]}"; do kill -KILL -- "-${groups[$one]}" 2> /dev/null || true; done
  [ "${#left[@]}" = 0 ] || kill -KILL "${left[@]}" 2> /dev/null || true
}
finish() {
  local code=$?
  [ "$code" = 0 ] || [ -z "$now" ] || echo "failed with exit code $code: $now"
  stop
  rm -rf "$work" 2> /dev/null || { sleep 1; rm -rf "$work"; }
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
  else
    echo "no uv: by pip"
  fi
  "$home/bin/pip" install --quiet "$@"
}
fetch_uv() {
  python3 -m venv "$work/uv"
  "$work/uv/bin/pip" install --quiet uv || echo "no uv: environments are made by pip"
}
# The path of an interpreter of a version, or nothing.
interpreter() { .ci/interpreter "$1"; }

# Programs that tests drive, each with its packages of Debian: a browser, an office, shells, man.
driven=(
  chromium:chromium,fonts-dejavu-core,fonts-liberation soffice:libreoffice-calc,fonts-dejavu-core
  zsh fish man:man-db tmux jq
)
# Install what is not at hand: programs PROGRAM[:PACKAGE,...]... The lists of packages may be stale
# or none: once more with fresh ones where the first try fails.
programs() {
  local one packages missing=()
  for one in "$@"; do
    command -v "${one%%:*}" > /dev/null && continue
    IFS=, read -ra packages <<< "${one#*:}"
    missing+=("${packages[@]}")
  done
  [ "${#missing[@]}" -gt 0 ] || return 0
  by_apt install --yes --no-install-recommends "${missing[@]}" || {
    by_apt update
    by_apt install --yes --no-install-recommends "${missing[@]}"
  }
}
# Two steps may need packages at one time, and apt refuses the second: it waits.
by_apt() {
  local root=(env)
  [ "$(id -u)" = 0 ] || root=(sudo env)
  local command=("${root[@]}" DEBIAN_FRONTEND=noninteractive apt-get "$@")
  echo "\$ ${command[*]}"
  flock .ci/steps.sh "${command[@]}" > "$work/apt.log" 2>&1 < /dev/null || { tail -20 "$work/apt.log"; return 1; }
}
