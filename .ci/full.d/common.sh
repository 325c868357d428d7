# Sourced before each step of .ci/full: $work is its folder, $rows the file of its rows.
spark=4.2.0  # the release of Spark that Sail and a cluster are tried with
trap stop EXIT
version() { "$1/bin/python" -c "import importlib.metadata as m; print(m.version('$2'))"; }
# A row of the table: what was checked, with which versions, and how it ended.
row() {
  python3 -c 'import csv, sys; csv.writer(open(sys.argv[1], "a", newline="")).writerow(sys.argv[2:])' \
    "$rows" "$@"
}
# Run tests and make a row of them: tests WHAT ENVIRONMENT VERSIONS ARGUMENT...
tests() {
  local what=$1 home=$2 versions=$3
  shift 3
  echo "\$ python -m pytest $*"
  "$home/bin/python" -m pytest -n0 -m "" -p no:cacheprovider --verbosity=0 --junitxml="$work/tests.xml" -rs "$@" \
    > "$work/out.txt" 2>&1 || { tail -80 "$work/out.txt"; exit 1; }
  tail -n 3 "$work/out.txt"
  row "$what" "$versions" "$("$home/bin/python" .ci/counted.py "$work/tests.xml")"
}
engines() { echo "ibis $(version "$1" ibis-framework), duckdb $(version "$1" duckdb)"; }
