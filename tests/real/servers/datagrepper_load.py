"""Stores messages, one JSON object a line of a file, as datanommer would have stored them."""

import csv
import io
import itertools
import json
import sys
from datetime import datetime
from functools import cache

import datanommer.models as models
from sqlalchemy import func, select, text

BATCH = 20_000
MESSAGES = "id, msg_id, i, topic, timestamp, category, source_name, source_version, msg, headers"

session = models.session


@cache
def category_of(topic):
    return models.Message(topic=topic).category


def row_of(number, line):
    # Publishers cut the time to whole seconds.
    sent_at = datetime.fromisoformat(line["sentAt"]).replace(microsecond=0)
    headers = {
        "fedora_messaging_schema": "base.message",
        "fedora_messaging_severity": 20,
        "priority": 0,
        "sent-at": sent_at.isoformat(),
        **{f"fedora_messaging_user_{name}": True for name in line["users"]},
        **{f"fedora_messaging_rpm_{name}": True for name in line["packages"]},
    }
    topic = line["topic"]
    source = "datanommer", models.__version__
    stored = json.dumps(line["body"]), json.dumps(headers)
    return number, line["id"], 0, topic, sent_at.isoformat(), category_of(topic), *source, *stored


def copy(table, columns, rows):
    """PostgreSQL's own way to take many rows: datanommer's `add` commits each message by itself."""
    lines = io.StringIO()
    csv.writer(lines).writerows(rows)
    lines.seek(0)
    with session.connection().connection.cursor() as cursor:
        cursor.copy_expert(f"COPY {table} ({columns}) FROM STDIN WITH (FORMAT csv)", lines)


models.init(sys.argv[1])
ids = {models.User: {}, models.Package: {}}


def id_of(named, name):
    known = ids[named]
    if name not in known:
        known[name] = named.get_or_create(name).id
    return known[name]


def store(rows, lines):
    copy("messages", MESSAGES, rows)
    for table, named, key in (
        (models.users_assoc_table, models.User, "users"),
        (models.packages_assoc_table, models.Package, "packages"),
    ):
        links = [
            (id_of(named, name), row[0], row[4])
            for row, line in zip(rows, lines)
            for name in set(line[key])
        ]
        copy(table.name, ", ".join(table.c.keys()), links)


number = session.scalar(select(func.coalesce(func.max(models.Message.id), 0)))
with open(sys.argv[2], encoding="utf-8") as file:
    while batch := [json.loads(line) for line in itertools.islice(file, BATCH)]:
        store([row_of(number + place, line) for place, line in enumerate(batch, 1)], batch)
        number += len(batch)
session.execute(text("SELECT setval('messages_id_seq', :last)"), {"last": number})
session.commit()
session.execute(text("ANALYZE"))
print(session.scalar(select(func.count(models.Message.id))))
session.commit()
