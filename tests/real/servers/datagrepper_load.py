"""Stores messages, one JSON object a line on standard input, the way datanommer's consumer does."""

import json
import sys

import datanommer.models as models
import pika
from fedora_messaging.message import Message
from sqlalchemy import text


class Loaded(Message):
    """A message whose users and packages are given instead of found by its schema."""

    def __init__(self, line):
        headers = {
            "fedora_messaging_schema": "base.message",
            "fedora_messaging_severity": 20,
            "priority": 0,
            "sent-at": line["sentAt"],
        }
        properties = pika.BasicProperties(message_id=line["id"], headers=headers)
        super().__init__(topic=line["topic"], body=line["body"], properties=properties)
        self.named_users = line["users"]
        self.named_packages = line["packages"]

    @property
    def usernames(self):
        return self.named_users

    @property
    def packages(self):
        return self.named_packages


models.init(sys.argv[1])
for row in sys.stdin:
    models.add(Loaded(json.loads(row)))
stored = models.session.execute(text("SELECT count(*) FROM messages")).scalar()
models.session.execute(text("ANALYZE"))
models.session.commit()
print(stored)
