"""What every gunicorn of the site is told: `gunicorn --config python:plateforme.gunicorn plateforme.wsgi`.

An address may be long: a search carries all its dates, and whatever is too much is refused by the site itself, in
French. Whoever serves people keeps a reverse proxy before it, which bounds what gunicorn reads.
"""

limit_request_line = 0  # no limit of its own
limit_request_field_size = 65_536  # bytes; a browser sends the address again as `Referer`
control_socket_disable = True  # it would stand in the home, one for all: two sites would take it from each other
