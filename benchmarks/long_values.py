"""Makes pairs of Parquet files whose values are long: texts, embeddings, documents; the same bytes every time.

    python benchmarks/long_values.py FOLDER [texts vectors documents] [--numbers 768] [--rows 100000]
    python benchmarks/small_memory.py SCRATCH --pairs FOLDER

Written outside the repository, as FOLDER/KIND/reference.parquet and current.parquet, each in one row group, as writers
leave them: 200,000 texts of about 5,000 characters (1 GB a side), so many vectors of so many single-precision numbers,
250 documents of 50 kB to 8 MB (1 GB). The second command tells what an audit of them takes in little memory.
"""

import argparse
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq

WORDS = 5_000
"""Words that texts are made of."""
WORD_BYTES = 7
"""Of a word and the blank behind it, on average."""
Batches = Iterator[pa.Array]


def main() -> None:
    """Write the pairs that are asked for."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", type=Path)
    parser.add_argument("kinds", nargs="*", default=list(KINDS), metavar="KIND")
    parser.add_argument("--numbers", type=int, default=768, help="of a vector")
    parser.add_argument("--rows", type=int, default=100_000, help="vectors a side")
    args = parser.parse_args()
    made = {**KINDS, "vectors": partial(vectors, rows=args.rows, numbers=args.numbers)}
    for kind in args.kinds:
        home = args.folder / kind
        home.mkdir(parents=True, exist_ok=True)
        for seed, side in enumerate(("reference", "current")):
            write(home / f"{side}.parquet", made[kind], seed)


def write(path: Path, values: Callable[[np.random.Generator], Batches], seed: int) -> None:
    """Write one side: the long column, a number and a class."""
    rng = np.random.default_rng(seed)
    tables = [
        pa.table({"value": batch, "number": rng.normal(size=len(batch)), "class": rng.integers(0, 2, len(batch))})
        for batch in values(rng)
    ]
    whole = pa.concat_tables(tables)
    pq.write_table(whole, path, row_group_size=len(whole))


def texts(rng: np.random.Generator) -> Batches:
    """Words drawn by a heavy-tailed law, as in language."""
    words = _words(rng)
    for _ in range(20):
        ranks = np.minimum(20 * rng.pareto(1.0, (10_000, 5_000 // WORD_BYTES)), WORDS - 1)
        yield pa.array([" ".join(words[row]) for row in ranks.astype(np.int64)])


def vectors(rng: np.random.Generator, rows: int = 100_000, numbers: int = 768) -> Batches:
    """Independent normal numbers."""
    for start in range(0, rows, 10_000):
        drawn = rng.normal(size=(min(10_000, rows - start), numbers)).astype(np.float32)
        yield pa.FixedSizeListArray.from_arrays(pa.array(drawn.ravel()), numbers).cast(pa.list_(pa.float32()))


def documents(rng: np.random.Generator) -> Batches:
    """Random letters, some thousand of them over and over."""
    for kilobytes in rng.integers(50, 8_000, 250).tolist():
        letters = rng.integers(97, 123, 1_000, dtype=np.uint8).tobytes().decode()
        yield pa.array([letters * kilobytes])


def _words(rng: np.random.Generator) -> np.ndarray:
    lengths = rng.integers(2, 10, WORDS).tolist()
    return np.array([rng.integers(97, 123, n, dtype=np.uint8).tobytes().decode() for n in lengths], dtype=object)


KINDS: dict[str, Callable[[np.random.Generator], Batches]] = {
    "texts": texts,
    "vectors": vectors,
    "documents": documents,
}


if __name__ == "__main__":
    main()
