"""Writes public/labels/synonyms.txt: per class of ImageNet-1k, in the order of the outputs of the networks, its WordNet
identifier, everything that WordNet calls it, and behind " | " what else French calls it, from french_synonyms.tsv.
python3 make_synonyms.py FOLDER_OF_TIMM FILE

The source is the package timm (1.0.31, Apache-2.0), which lists WordNet's identifiers and lemmas in data/_info; WordNet
3.0 is Princeton University's, free to use and to pass on with its notice.
"""
import pathlib
import sys

info = pathlib.Path(sys.argv[1]) / "data" / "_info"
identifiers = (info / "imagenet_synsets.txt").read_text().split()
lines = (info / "imagenet_synset_to_lemma.txt").read_text().splitlines()
lemmas = dict(line.split("\t", 1) for line in lines)
assert len(identifiers) == 1000 and identifiers == sorted(identifiers)
french = pathlib.Path(__file__).with_name("french_synonyms.tsv").read_text(encoding="utf-8").splitlines()
french = {int(index): " | " + names for index, names in (line.split("\t") for line in french)}
text = "".join(f"{identifier} {lemmas[identifier]}{french.get(index, '')}\n" for index, identifier in enumerate(identifiers))
pathlib.Path(sys.argv[2]).write_text(text, encoding="utf-8")
