"""The examples of the documentation, as they stand on its pages."""
import pathlib
import re

source_folder = pathlib.Path(__file__).resolve().parents[2]


def read_block(page, heading, language, number=0):
    """The code block of that number (from 0) in this language below `heading`, up to the next heading of its rank."""
    lines = (source_folder / "docs" / page).read_text().splitlines()
    blocks, rank, block = [], 0, None
    for line in lines:
        if block is not None:
            if line == "```":
                blocks.append(block)
                block = None
            else:
                block[1].append(line)
        elif line.startswith("```"):
            block = (line[3:], []) if rank else ("", [])
        elif marks := re.match(r"(#+) (.*)", line):
            if rank and len(marks.group(1)) <= rank:
                break
            if marks.group(2) == heading:
                rank, blocks = len(marks.group(1)), []
    found = [text for kind, text in blocks if kind == language]
    if not rank or len(found) <= number:
        raise KeyError(f"{page}, {heading!r}: no {language} block {number}")
    return "\n".join(found[number]) + "\n"


def adapt(text, changes):
    """Puts this machine's paths and ports into an example. Each text to change must be there."""
    for old, new in changes.items():
        if old not in text:
            raise KeyError(f"the example has no {old!r}:\n{text}")
        text = text.replace(old, str(new))
    return text
