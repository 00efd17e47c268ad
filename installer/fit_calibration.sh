#!/bin/sh
# Makes the calibration that ships with the program, with its card, figures, plots and report, for
# the model in resources/models/default. Run it again whenever that model changes.
#   sh installer/fit_calibration.sh labels.csv [more options of calibrate and validate]
set -eu
cd "$(dirname "$0")/.."
labels=$1
shift
out=resources/calibration/default
set -- --labels "$labels" --split val --split test --dpi 300 "$@"
.venv/bin/python -m writerid calibrate "$@" --out "$out" --scripts Latin --styles cursive,print \
    --label "demonstration: French and German, one sitting, about 60 writers; not for casework"
.venv/bin/python -m writerid validate "$@" --calibration "$out" --out "$out"
