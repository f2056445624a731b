"""Makes bodhi's tables (argument `tables`), or stores what standard input holds as one JSON object (`load`)."""

import json
import sys
from datetime import datetime, timezone

from bodhi.server import Session, initialize_db, models
from bodhi.server.config import config

ENUMS = {
    "state": models.ReleaseState,
    "package_manager": models.PackageManager,
    "status": models.UpdateStatus,
    "request": models.UpdateRequest,
    "type": models.UpdateType,
    "severity": models.UpdateSeverity,
    "suggest": models.UpdateSuggestion,
    "test_gating_status": models.TestGatingStatus,
}
RELATED = ("release", "user", "builds")


def value_of(key, value):
    if value is None:
        return None
    if key in ENUMS:
        return ENUMS[key].from_string(value)
    if key.startswith("date_") or key == "state_date":
        return datetime.fromisoformat(value).replace(tzinfo=timezone.utc)
    if key in ("eol", "released_on"):
        return datetime.fromisoformat(value).date()
    return value


def columns(row):
    return {key: value_of(key, value) for key, value in row.items() if key not in RELATED}


def get_or_add(model, name, **more):
    found = Session.query(model).filter_by(name=name).first()
    if found is None:
        found = model(name=name, **more)
        Session.add(found)
        Session.flush()
    return found


def add_update(row):
    release = Session.query(models.Release).filter_by(name=row["release"]).one()
    builds = []
    for build in row["builds"]:
        package = get_or_add(models.RpmPackage, build["nvr"].rsplit("-", 2)[0])
        builds.append(models.RpmBuild(**build, package=package, release=release))
    given = {"stable_karma": 3, "unstable_karma": -3, **columns(row)}
    alias = given.pop("alias")
    gating = given.pop("test_gating_status", None)
    user = get_or_add(models.User, row["user"])
    update = models.Update(release=release, builds=builds, user=user, **given)
    # The constructor makes an alias of its own.
    update.alias = alias
    Session.add(update)
    Session.flush()
    # Set as an attribute, it would make bodhi comment on the change and tell the bus.
    table = models.Update.__table__
    Session.execute(table.update().where(table.c.alias == alias).values(test_gating_status=gating))


engine = initialize_db(config)
if sys.argv[1] == "tables":
    models.Base.metadata.create_all(engine)
else:
    given = json.load(sys.stdin)
    with Session.no_autoflush:
        for row in given["releases"]:
            Session.add(models.Release(**columns(row)))
        Session.flush()
        for row in given["updates"]:
            add_update(row)
        for row in given["composes"]:
            release = Session.query(models.Release).filter_by(name=row["release"]).one()
            state = models.ComposeState.from_string(row.pop("state"))
            Session.add(models.Compose(release=release, state=state, **columns(row)))
    Session.commit()
