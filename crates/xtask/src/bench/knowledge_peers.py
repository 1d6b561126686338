"""The same paragraphs and questions for bm25s with the language's own stemmer and function words, and for SQLite's FTS5
over character trigrams. As in the bench beside them, each quarter of the articles is left out once."""

import glob
import json
import os
import re
import sqlite3
import sys

import bm25s
import snowballstemmer
import stopwordsiso

STEMMERS = {
    "ar": "arabic", "de": "german", "el": "greek", "en": "english", "es": "spanish", "fr": "french", "hi": "hindi",
    "it": "italian", "pt": "portuguese", "ro": "romanian", "ru": "russian", "tr": "turkish",
}
PARTS = 4


def words(text, code):
    stemmer = snowballstemmer.stemmer(STEMMERS[code]) if code in STEMMERS else None
    stops = stopwordsiso.stopwords(code) if stopwordsiso.has_lang(code) else set()
    found = [it for it in re.findall(r"\w+", text.lower()) if it not in stops]
    if code in ("zh", "ja", "th"):
        found = [it[at:at + 2] for it in re.findall(r"\w+", text.lower()) for at in range(max(1, len(it) - 1))]
    return [stemmer.stemWord(it) for it in found] if stemmer else found


def folds(articles):
    for part in range(PARTS):
        paragraphs, asked = [], []
        for at, article in enumerate(articles):
            if at % PARTS == part:
                continue
            for paragraph in article["paragraphs"]:
                asked += [(it["question"], len(paragraphs)) for it in paragraph["qas"]]
                paragraphs.append(paragraph["context"])
        yield paragraphs, asked


def bm25(paragraphs, asked, code):
    index = bm25s.BM25()
    index.index([words(it, code) for it in paragraphs], show_progress=False)
    right = 0
    for question, gold in asked:
        tokens = words(question, code)
        if tokens:
            found, _ = index.retrieve([tokens], k=1, show_progress=False)
            right += int(found[0][0]) == gold
    return right


def trigrams(paragraphs, asked):
    database = sqlite3.connect(":memory:")
    database.execute("CREATE VIRTUAL TABLE t USING fts5(x, tokenize='trigram')")
    database.executemany("INSERT INTO t(rowid, x) VALUES (?, ?)", enumerate(paragraphs))
    right = 0
    for question, gold in asked:
        text = question.replace('"', " ")
        query = " OR ".join(f'"{text[at:at + 3]}"' for at in range(len(text) - 2))
        row = database.execute("SELECT rowid FROM t WHERE t MATCH ? ORDER BY rank LIMIT 1", (query,)).fetchone()
        right += bool(row) and row[0] == gold
    return right


print("| language | bm25s | FTS5 trigrams |\n|---|---|---|")
for file in sorted(glob.glob(os.path.join(sys.argv[1], "*.json"))):
    code = file.split(".")[-2].split("/")[-1]
    articles = json.load(open(file, encoding="utf-8"))["data"]
    total = one = two = 0
    for paragraphs, asked in folds(articles):
        total += len(asked)
        one += bm25(paragraphs, asked, code)
        two += trigrams(paragraphs, asked)
    print(f"| {code} | {100 * one / total:.1f} | {100 * two / total:.1f} |")
