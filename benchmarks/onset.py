"""How well a change is dated: the series of METHODS 9.2, each with and without the boundary between the two files.

    python benchmarks/onset.py > benchmarks/results/onset.txt

A series holds one number a window, in standard deviations, with the window's standard error; extra noise is what
windows differ by on their own. With a boundary the change begins there, as in an audit of two files.
Printed are the shares of series that were given their own shape, and of those dated within one window of the truth.
"""

import argparse

import numpy as np

from driftcli.stats.changepoint import Shape, find_onset

SE = 0.045
CELLS = ((30, 0.3, 0.0), (30, 0.5, 0.05), (60, 0.3, 0.05))
SHAPES = (Shape.NONE, Shape.SUDDEN, Shape.GRADUAL, Shape.TEMPORARY, Shape.RECURRING)


def series(shape: Shape, count: int, effect: float, *, begins: int) -> np.ndarray:
    """Give the level of each window: the change begins at one of them, a ramp lasts a third of all, a week seven."""
    at = np.arange(count)
    return (
        effect
        * {
            Shape.NONE: np.zeros(count),
            Shape.SUDDEN: 1.0 * (at >= begins),
            Shape.GRADUAL: np.clip((at - begins) / (count // 3), 0, 1),
            Shape.TEMPORARY: 1.0 * ((at >= begins) & (at < begins + count // 5)),
            Shape.RECURRING: 1.0 * (at % 7 >= 5),
        }[shape]
    )


def shares(shape: Shape, cell: tuple[int, float, float], boundary: int | None, runs: int) -> tuple[float, float]:
    """Share of series given their own shape, and of those dated within one window."""
    count, effect, noise = cell
    rng = np.random.default_rng([count, int(100 * effect), int(100 * noise), SHAPES.index(shape)])
    named = dated = 0
    for _ in range(runs):
        begins = int(rng.integers(count // 3, count // 2)) if boundary is None else boundary
        level = series(shape, count, effect, begins=begins)
        seen = level + rng.normal(0, np.hypot(SE, noise), count)
        found = find_onset(seen, [SE] * count, periods=(7,), boundary=boundary)
        named += found.shape is shape
        dated += found.start is not None and abs(found.start - begins) <= 1
    return named / runs, dated / runs


def main() -> None:
    """Print a line a cell and boundary."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--runs", type=int, default=150, help="series a cell and shape")
    runs = parser.parse_args().runs
    print(f"{runs} series a cell and shape; se {SE}; in brackets: dated within one window of the truth\n")
    print("windows  effect  noise  boundary  " + "  ".join(f"{shape.value:>11}" for shape in SHAPES))
    for cell in CELLS:
        for boundary in (None, cell[0] // 2):
            told = [shares(shape, cell, boundary, runs) for shape in SHAPES]
            dated = {Shape.SUDDEN, Shape.GRADUAL, Shape.TEMPORARY}
            words = [
                f"{share:.2f}" + (f" ({near:.2f})" if shape in dated else "")
                for shape, (share, near) in zip(SHAPES, told, strict=True)
            ]
            print(
                f"{cell[0]:7}  {cell[1]:6}  {cell[2]:5}  {boundary or '-':>8}  " + "  ".join(f"{w:>11}" for w in words)
            )


if __name__ == "__main__":
    main()
