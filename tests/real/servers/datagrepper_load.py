"""Stores messages, one JSON object a line on standard input, as rows of datanommer's models."""

import json
import sys
from datetime import datetime

import datanommer.models as models
from sqlalchemy import func, select, text

session = models.session


def message_of(line):
    # Publishers cut the time to whole seconds.
    sent_at = datetime.fromisoformat(line["sentAt"]).replace(microsecond=0)
    return models.Message(
        i=0,
        msg_id=line["id"],
        topic=line["topic"],
        timestamp=sent_at,
        msg=line["body"],
        headers={
            "fedora_messaging_schema": "base.message",
            "fedora_messaging_severity": 20,
            "priority": 0,
            "sent-at": sent_at.isoformat(),
        },
    )


def link(table, named, pairs):
    """Fills a table that says which users or packages a message names."""
    ids = {name: named.get_or_create(name).id for name in {name for _, name in pairs}}
    column = table.c[0].name
    rows = [
        {column: ids[name], "msg_id": message.id, "msg_timestamp": message.timestamp}
        for message, name in pairs
    ]
    if rows:
        session.execute(table.insert(), rows)


models.init(sys.argv[1])
lines = [json.loads(line) for line in sys.stdin]
messages = [message_of(line) for line in lines]
# One flush for all: datanommer's own `add` commits each message and takes ten times as long.
session.add_all(messages)
session.flush()
for table, named, key in (
    (models.users_assoc_table, models.User, "users"),
    (models.packages_assoc_table, models.Package, "packages"),
):
    link(table, named, [(m, name) for m, line in zip(messages, lines) for name in set(line[key])])
session.commit()
session.execute(text("ANALYZE"))
print(session.scalar(select(func.count(models.Message.id))))
session.commit()
