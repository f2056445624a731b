"""ipsilon as gunicorn wants it: the program that Apache would load stands among the environment's commands."""

import os
import runpy
import sys

ipsilon = runpy.run_path(
    os.path.join(os.path.dirname(sys.executable), 'ipsilon'), run_name='ipsilon_wsgi'
)['application']


def application(environ, start_response):
    """Whom Apache has let in it tells in a header; within Apache it would be a variable."""
    user = environ.pop('HTTP_X_REMOTE_USER', '')
    if user:
        environ.update(REMOTE_USER=user, AUTH_TYPE='Negotiate')
    return ipsilon(environ, start_response)
