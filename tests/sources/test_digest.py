"""Digests of files, against hashlib over the same bytes."""

import hashlib

from driftcli.sources import digest


def test_one_file_has_the_digest_that_sha256sum_prints(tmp_path):
    (tmp_path / "a.csv").write_bytes(b"abc")
    expected = "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"  # FIPS 180-2, appendix B.1
    assert digest.sha256_of([str(tmp_path / "a.csv")], 3) == expected


def test_several_files_have_the_digest_of_their_digests_in_order(tmp_path):
    paths = [tmp_path / "a", tmp_path / "b"]
    for path, content in zip(paths, (b"1", b"2"), strict=True):
        path.write_bytes(content)
    lines = "".join(hashlib.sha256(content).hexdigest() + "\n" for content in (b"1", b"2"))
    assert digest.sha256_of([str(path) for path in paths], 2) == hashlib.sha256(lines.encode()).hexdigest()
    assert digest.sha256_of([str(path) for path in reversed(paths)], 2) != digest.sha256_of(list(map(str, paths)), 2)


def test_nothing_is_hashed_that_is_large_or_not_there(tmp_path):
    assert digest.sha256_of([str(tmp_path / "none")], 3) is None
    assert digest.sha256_of(["-"], 3) is None
    assert digest.sha256_of([], None) is None
    (tmp_path / "a").write_bytes(b"abc")
    assert digest.sha256_of([str(tmp_path / "a")], digest.LIMIT + 1) is None
