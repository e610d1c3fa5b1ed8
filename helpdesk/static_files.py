"""Static files, also those that a build brought while the server runs."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from whitenoise.middleware import WhiteNoiseMiddleware


class StaticFilesMiddleware(WhiteNoiseMiddleware):  # type: ignore[misc]  # the library has no types
    """
    As WhiteNoise, which knows the files of the server's start.

    The page of the workspace is read anew for each visit, and after a build it names files that are not
    among those. They are looked for once, when somebody asks for them.
    """

    def __call__(self, request: HttpRequest) -> Any:
        path = request.path_info
        is_new = not self.autorefresh and path.startswith(self.static_prefix) and path not in self.files
        if is_new and (found := self.find_file(path)) is not None:
            self.files[path] = found
        try:
            return super().__call__(request)
        except FileNotFoundError:
            if path not in self.files:
                raise
            # The build before it is gone, and so is its file.
            del self.files[path]
            return HttpResponse("This file belonged to an earlier build. Load the page again.", status=404)
