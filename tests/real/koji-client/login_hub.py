"""Logs in to a hub with a Kerberos ticket and submits a build, with the official koji client.

Arguments: the hub's address, the file with its authority, the principal, the source, the target. Prints a JSON list of
{name, ok, detail}, one for each question.
"""

import json
import os
import sys

import koji

hub, authority, principal, source, target = sys.argv[1:]
results = []


def ask(name, question):
    try:
        results.append({"name": name, "ok": True, "detail": question()})
    except Exception as problem:  # whatever the client raises is the answer
        detail = f"{type(problem).__name__}: {problem}"
        results.append({"name": name, "ok": False, "detail": detail[-300:]})


def connect():
    opts = {"serverca": authority, "anon_retry": False, "max_retries": 1, "timeout": 30}
    return koji.ClientSession(hub, opts)


def must_raise(wanted, call):
    try:
        call()
    except wanted as raised:
        return f"{type(raised).__name__}: {' '.join(str(raised).split())[:160]}"
    raise AssertionError("nothing raised")


session = connect()


def log_in():
    assert session.gssapi_login()
    user = session.getLoggedInUser()
    assert f"{user['name']}@" in f"{principal}@" and user["id"] > 0, user
    return f"logged in as {user['name']}, user {user['id']}"


def build():
    task = session.build(source, target)
    info = session.getTaskInfo(task, request=True)
    assert info["method"] == "build" and info["request"][:2] == [source, target], info
    assert info["owner"] == session.getLoggedInUser()["id"], info
    return f"task {task} in state {koji.TASK_STATES[info['state']]}"


def renew():
    """What the client does when a session has expired: the hub takes it from nobody else."""
    return must_raise(koji.GSSAPIAuthError, lambda: session.gssapi_login(renew=True))


def out_of_order():
    here, session.callnum = session.callnum, 0
    try:
        return must_raise(koji.SequenceError, lambda: session.build(source, target))
    finally:
        session.callnum = here


def retried():
    """The number of the last call that changed something is not used again."""
    session.callnum = 1
    try:
        return must_raise(koji.RetryError, lambda: session.build(source, target))
    finally:
        session.callnum = 1000


def log_out():
    stale = dict(session.sinfo)
    session.logout()
    other = connect()
    other.setSession(stale)
    return must_raise(koji.AuthError, other.getAPIVersion)


def wrong_key():
    other = connect()
    assert other.gssapi_login()
    other.sinfo["session-key"] += "x"
    return must_raise(koji.AuthError, other.getLoggedInUser)


def stranger():
    return must_raise(koji.ActionNotAllowed, lambda: connect().build(source, target))


def without_ticket():
    os.environ["KRB5CCNAME"] = "FILE:/nonexistent/ccache"
    return must_raise(koji.GSSAPIAuthError, lambda: connect().gssapi_login())


ask("gssapi_login", log_in)
ask("build", build)
ask("a call out of order", out_of_order)
ask("a call done twice", retried)
ask("renewal of a session that is good", renew)
ask("logout ends the session", log_out)
ask("a wrong session key", wrong_key)
ask("build without login", stranger)
ask("login without ticket", without_ticket)
print(json.dumps(results))
