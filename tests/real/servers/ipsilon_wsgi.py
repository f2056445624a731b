"""ipsilon as gunicorn wants it: the program that Apache would load stands among the environment's commands."""

import os
import runpy
import sys

application = runpy.run_path(
    os.path.join(os.path.dirname(sys.executable), 'ipsilon'), run_name='ipsilon_wsgi'
)['application']
