"""Checks the page of `rules show --format html`: well formed, every cause."""
import json
import re
import subprocess
import sys
import xml.etree.ElementTree as tree
from html.parser import HTMLParser

VOID = {"meta", "br", "hr", "img", "link", "input"}


class Balance(HTMLParser):
    def __init__(self):
        super().__init__()
        self.open, self.faults, self.ids, self.links = [], [], [], []
        self.outside, self.scripts = [], 0

    def handle_starttag(self, tag, attrs):
        self.note(tag, attrs)
        if tag not in VOID:
            self.open.append(tag)

    def handle_startendtag(self, tag, attrs):
        self.note(tag, attrs)

    def note(self, tag, attrs):
        attrs = dict(attrs)
        self.scripts += tag == "script" or any(a.startswith("on") for a in attrs)
        if "id" in attrs:
            self.ids.append(attrs["id"])
        href = attrs.get("href", "")
        if href.startswith("#"):
            self.links.append(href[1:])
        if "src" in attrs or tag == "link":
            self.outside.append(tag)

    def handle_endtag(self, tag):
        if not self.open or self.open.pop() != tag:
            self.faults.append(tag)


page = sys.stdin.read()
tree.fromstring(page.replace("<!DOCTYPE html>", ""))
parser = Balance()
parser.feed(page)
parser.close()
listed = subprocess.run(["mailwhy", "rules", "list", "--json"],
                        capture_output=True, text=True, check=True).stdout
causes = [cause["id"] for cause in json.loads(listed)["causes"]]
print("faults", parser.faults + parser.open)
print("causes without an anchor", [c for c in causes if c not in parser.ids])
print("anchors given twice", len(parser.ids) - len(set(parser.ids)))
print("links to nowhere", [x for x in parser.links if x not in parser.ids])
print("scripts", parser.scripts, "from elsewhere", parser.outside)
print("placeholders left", re.findall(r"\{[a-z_]+\}", page.split("</style>")[1]))
