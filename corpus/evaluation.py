"""Files of links against gold files, scored."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from align.beads import read_links
from align.evaluation import Score, score, score_by_shape
from corpus.errors import InputError, UsageError


@dataclass(frozen=True)
class Evaluation:
    """The score over ``files`` pairs of files, in all and by bead shape."""

    total: Score
    by_shape: dict[str, Score]
    files: int

    def as_dict(self) -> dict[str, object]:
        shapes = {shape: _shape_figures(each) for shape, each in self.by_shape.items()}
        return {name: round(value, 4) for name, value in self.total.figures().items()} | {
            "files": self.files,
            "by_shape": shapes,
        }

    def lines(self) -> list[str]:
        figures = self.total.figures()
        lines = [f"{'':<8}{'precision':>10}{'recall':>10}{'F1':>10}"]
        for kind in ("strict", "lax"):
            row = "".join(f"{figures[f'{kind}_{name}']:10.4f}" for name in ("precision", "recall", "f1"))
            lines.append(f"{kind:<8}{row}")
        lines.append(f"{'bead':<8}{'gold':>10}{'found':>10}{'right':>10}")
        for shape, each in self.by_shape.items():
            counts = (each.recall.tried, each.precision.tried, each.precision.strict)
            lines.append(f"{shape:<8}" + "".join(f"{count:10d}" for count in counts))
        return lines


def _shape_figures(each: Score) -> dict[str, int]:
    return {"gold": each.recall.tried, "found": each.precision.tried, "right": each.precision.strict}


def evaluate_paths(gold: Path, hypothesis: Path) -> Evaluation:
    """Two files, or two folders whose files have the same stems: ``gold/a.gold`` and ``found/a.beads``."""
    for path in (gold, hypothesis):
        if not path.exists():
            raise UsageError(str(path), "there is no such file")
    if gold.is_dir() != hypothesis.is_dir():
        raise UsageError(str(hypothesis), f"one of this and {gold} is a folder", "give two files or two folders")
    pairs = [(gold, hypothesis)]
    if gold.is_dir():
        found = {path.stem: path for path in sorted(hypothesis.iterdir()) if path.is_file()}
        golds = [path for path in sorted(gold.iterdir()) if path.suffix == ".gold"]
        missing = [path.name for path in golds if path.stem not in found]
        if missing or not golds:
            what = f"nothing for {', '.join(missing)}" if missing else f"no .gold file in {gold}"
            raise InputError(str(hypothesis), what, "each a.gold needs an a.beads, of any suffix")
        pairs = [(path, found[path.stem]) for path in golds]
    total, by_shape = Score(), dict[str, Score]()
    for gold_path, hypothesis_path in pairs:
        links = read_links(gold_path), read_links(hypothesis_path)
        for path, each in zip((gold_path, hypothesis_path), links, strict=True):
            if any(len(link) != 2 for link in each):
                raise InputError(str(path), "links of more than two sides", "evaluation is pairwise")
        total += score(*links)
        for shape, each_score in score_by_shape(*links).items():
            by_shape[shape] = by_shape.get(shape, Score()) + each_score
    return Evaluation(total, dict(sorted(by_shape.items())), len(pairs))
