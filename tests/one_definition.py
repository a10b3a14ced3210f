#!/usr/bin/env python3
"""one_definition.py SOURCE_DIR: no two types of src/ have one name in one namespace.

Two of them are one to the linker, which takes the destructor of either for both: such a program may end in a crash, and
no compiler has to say so. Types of an unnamed namespace are their file's own; nested ones are not looked at.
"""
import collections
import pathlib
import re
import sys

NAMESPACE = re.compile(r"^namespace( ([\w:]+))? \{")
END = re.compile(r"^\}  // namespace")
DECLARATION = re.compile(r"^(struct|class|enum class) [\w: ]+;$")  # a namespace of these alone ends with a bare brace
TYPE = re.compile(r"^(?:struct|class|enum class|enum|union) (\w+)(?: final)?(?: : .*)?(?: \{.*)?$")

definitions = collections.defaultdict(list)
source = pathlib.Path(sys.argv[1]) / "src"
files = sorted(path for path in source.rglob("*") if path.suffix in (".hpp", ".cpp"))
for path in files:
    spaces = []
    declares_alone = False
    for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1):
        if space := NAMESPACE.match(line):
            spaces.append(space[2] or "")
            declares_alone = True
            continue
        if END.match(line) or (line == "}" and declares_alone):
            spaces.pop()
        elif (found := TYPE.match(line)) and "" not in spaces:
            definitions["::".join([*spaces, found[1]])].append(f"{path.relative_to(source.parent)}:{number}")
        declares_alone = declares_alone and DECLARATION.match(line)
    assert not spaces, f"{path}: a namespace has no end"

doubles = {name: places for name, places in definitions.items() if len(places) > 1}
for name, places in doubles.items():
    print(f"{name} is defined at {' and '.join(places)}")
assert len(definitions) > 500, "the types were not found"
sys.exit(1 if doubles else 0)
