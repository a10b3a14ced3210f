"""What makes the page of the API, with a description that is not kind: generator_test.py SOURCE_DIR."""
import json
import runpy
import subprocess
import sys
import unittest

SOURCE = sys.argv.pop(1)
FOLDER = f"{SOURCE}/src/api/documents"
sys.path.insert(0, FOLDER)
sys.dont_write_bytecode = True

from description import Description
from examples import literal

maker = runpy.run_path(f"{FOLDER}/make_documents")

ODD = {"it's": "a \"text\" with \\ and $HOME `id` </code><script>alert(1)</script> {{ 7 * 7 }} \n and €", "none": None, "yes": True, "no": False,
       "number": 250.5, "big": 12345678901, "empty": {}, "list": [], "deep": {"a-b": [1, {"c": ["'", '"']}]}}

DESCRIPTION = """
openapi: 3.1.0
info: {title: Odd API, version: '1', summary: <script>alert(1)</script>, description: 'Text & more'}
servers: [{url: 'https://members.example.com'}]
security: [{apiKey: []}]
tags: [{name: Odd things, description: Those}]
paths:
  /api/v1/odd/{id}:
    post:
      operationId: makeOdd
      tags: [Odd things]
      summary: Make <one>
      parameters:
        - {name: id, in: path, required: true, schema: {type: string}, example: a/b c}
        - {name: from, in: query, schema: {type: string, format: date}, example: 2026-11-23}
        - {name: cursor, in: query, schema: {type: string, examples: [x]}}
      requestBody: {content: {application/json: {schema: {$ref: '#/components/schemas/Node'}, example: BODY}}}
      responses:
        '201': {description: Made}
        '422':
          description: "- `odd`: no"
          content: {application/problem+json: {schema: {type: object, properties: {code: {const: odd}, on: {type: string}}}}}
components:
  securitySchemes: {apiKey: {type: apiKey, in: header, name: X-Api-Key, description: A key}}
  schemas:
    Problem: {type: object, properties: {code: {type: string}}}
    Node: {type: object, properties: {within: {$ref: '#/components/schemas/Node'}, since: {type: string, examples: [10:30]}}}
"""


def run(*command, text=""):
    return subprocess.run(command, input=text, capture_output=True, text=True, check=True).stdout


class Generator(unittest.TestCase):
    def setUp(self):
        self.description = Description(DESCRIPTION.replace("BODY", json.dumps(ODD)))
        self.page = maker["make_page"](self.description, "https://members.example.com")

    def test_a_value_means_the_same_in_each_language(self):
        self.assertEqual(json.loads(run("php", text="<?php echo json_encode(" + literal(ODD, "php", 0) + ");")), ODD)
        self.assertEqual(json.loads(run("python3", text="import json\nprint(json.dumps(" + literal(ODD, "python", 0) + "))")), ODD)
        self.assertEqual(json.loads(run("node", text="console.log(JSON.stringify(" + literal(ODD, "node", 0) + "))")), ODD)

    def test_a_body_passes_the_shell_as_it_is(self):
        call = maker["calls_of"](next(self.description.operations()), "")[0]
        self.assertEqual(json.loads(run("sh", text=f"printf %s '{call.body_for_shell}'")), ODD)

    def test_texts_stay_texts(self):
        self.assertNotIn("<script", self.page)
        self.assertIn("Make &lt;one&gt;", self.page)
        self.assertEqual(self.description.at("#/components/schemas/Node/properties/since/examples"), ["10:30"])

    def test_the_path_and_the_chosen_part_of_the_query_are_encoded(self):
        self.assertIn("https://members.example.com/api/v1/odd/a%2Fb%20c?from=2026-11-23'", self.page)
        self.assertNotIn("cursor=", self.page)

    def test_a_schema_within_itself_ends(self):
        self.assertEqual(self.page.count("<code>within</code>"), 1)


if __name__ == "__main__":
    unittest.main()
