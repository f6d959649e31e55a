from tests.embedded.conftest import installed, open_folder, place, who

__all__ = ["installed", "open_folder", "place", "who"]
