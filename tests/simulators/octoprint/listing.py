"""How the API lists files."""

from urllib.parse import quote

from .run import Json
from .storage import Entry, File, Storage
from .version import Version

NO_PRINTS: Json = {"failure": 0, "success": 0}


class Listing:
    """Write files as one version does, with links to a base URL."""

    def __init__(self, storage: Storage, base: str) -> None:
        """Take what is listed."""
        self._storage = storage
        self._version = storage.version
        self._base = base

    def all(self, *, is_recursive: bool, is_connected: bool) -> list[Json]:
        """List all files, the card's as well while a printer is connected."""
        files = self._children("", is_recursive=is_recursive)
        if is_connected:
            files += [self._card_file(path) for path in self._storage.card]
        return files

    def _children(self, folder: str, *, is_recursive: bool = True) -> list[Json]:
        """List a folder."""
        return [
            self.file(path, file)
            if file
            else self._folder(path, is_recursive=is_recursive)
            for path, file in self._storage.children(folder)
        ]

    def _folder(self, path: str, *, is_recursive: bool) -> Json:
        """Describe a folder; its prints are the sum of its files' prints."""
        within = [
            file
            for name, file in self._storage.files.items()
            if name.startswith(f"{path}/")
        ]
        history = sorted(
            (entry for file in within for entry in file.history),
            key=lambda entry: entry.wall,
        )
        return {
            "children": self._children(path) if is_recursive else [],
            "date": int(self._storage.folders[path]),
            "display": _name(path),
            "name": _name(path),
            "origin": "local",
            "path": path,
            "prints": NO_PRINTS
            | (prints(history, self._version) if is_recursive else {}),
            "refs": {"resource": f"{self._base}/api/files/local/{quote(path)}"},
            "size": sum(file.size for file in within),
            "type": "folder",
            "typePath": ["folder"],
        }

    def file(self, path: str, file: File) -> Json:
        """Describe a file."""
        entry: Json = {
            "date": int(file.date),
            "display": _name(path),
            "name": _name(path),
            "origin": "local",
            "path": path,
            "refs": {
                "download": f"{self._base}/downloads/files/local/{quote(path)}",
                "resource": f"{self._base}/api/files/local/{quote(path)}",
            },
            "size": file.size,
            "type": "machinecode",
            "typePath": ["machinecode", "gcode"],
            "user": file.user,
        }
        if not self._version.is_new:
            entry["hash"] = file.hash
        if file.analysis:
            entry["gcodeAnalysis"] = file.analysis
        if file.history:
            entry["prints"] = prints(file.history, self._version)
        if file.history or self._version.is_new:
            entry["statistics"] = statistics(file)
        return entry

    def _card_file(self, path: str) -> Json:
        """Describe a file on the card, of which little is known."""
        origin = self._version.sd
        return {
            "display": path if self._version.is_new else f"/{path}",
            "name": path,
            "origin": origin,
            "path": path,
            "refs": {"resource": f"{self._base}/api/files/{origin}/{quote(path)}"},
            "size": 1000,
            "type": "machinecode",
            "typePath": ["machinecode", "gcode"],
        }


def prints(history: list[Entry], version: Version) -> Json:
    """Count prints, and tell of the last one."""
    if not history:
        return {}
    last = history[-1]
    told: Json = {"date": last.wall, "success": last.print_time is not None}
    if last.print_time is not None:
        told["printTime"] = last.print_time
    if version.is_new:
        told |= {"date": float(int(last.wall)), "printerProfile": last.profile}
    success = sum(entry.print_time is not None for entry in history)
    return {"failure": len(history) - success, "last": told, "success": success}


def statistics(file: File) -> Json:
    """Return average and last print time of each printer profile."""
    times = file.times()
    return {
        "averagePrintTime": {
            name: sum(all_) / len(all_) for name, all_ in times.items()
        },
        "lastPrintTime": {name: all_[-1] for name, all_ in times.items()},
    }


def _name(path: str) -> str:
    """Return the last part of a path."""
    return path.rpartition("/")[2]
