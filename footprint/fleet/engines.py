"""Where the expression runs: DuckDB inside this process, Spark on this machine, or a connection that was passed in.

An engine reads files into tables of cells, runs an expression to an Arrow table, and can be stopped.
"""

from __future__ import annotations

import contextlib
import glob
import json
import os
import tempfile
import time
import warnings
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import Any

from footprint.errors import InputError, shown
from footprint.fleet.expression import FILE, LINE
from footprint.fleet.sources import COLUMNS, Source

ENGINES = ("duckdb", "spark")
Progress = Callable[[str, float | None], None]

_MEMORY = "400MB"
"""What DuckDB keeps in memory before it writes to a temporary folder; the process needs about as much beside it."""
_MOST_THREADS = 16
_PERFECT = 18
"""Bits of a group's number up to which DuckDB keeps the groups of a thread in a plain array, of at most 17 MB."""
_TICK_S = 0.1
_SPARK = {
    "spark.ui.enabled": "false",
    "spark.ui.showConsoleProgress": "false",
    "spark.driver.bindAddress": "127.0.0.1",
    "spark.driver.host": "127.0.0.1",
    "spark.sql.session.timeZone": "UTC",
    "spark.sql.shuffle.partitions": "4",
    "spark.sql.ansi.enabled": "true",
    "spark.log.level": "OFF",
    "spark.driver.extraJavaOptions": "-XX:+UseSerialGC -XX:TieredStopAtLevel=1 -Xshare:auto",
    "spark.sql.adaptive.enabled": "false",
}


class Engine:
    """A connection with what differs between backends.

    Attributes
    ----------
    name : str
        As it is reported.
    connection : Ibis backend
    """

    def __init__(self, name: str, connection: Any) -> None:
        self.name, self.connection = name, connection
        self._duckdb = connection.name == "duckdb"
        self._broken: list[str] = []
        self._tables: list[str] = []
        self._views: list[str] = []

    def read(self, source: Source) -> Any:
        """The cells of some files, with the file of each where the engine knows it."""
        files = [str(path.resolve()) for path in source.files]
        if self._duckdb:
            files = [glob.escape(file) for file in files]
            if source.kind == "parquet":
                return self.connection.read_parquet(files, filename=FILE, hive_partitioning=False)
            return self._duckdb_csv(files, source)
        if self.connection.name == "pyspark":
            return self._spark(files, source)
        if source.kind == "parquet":
            return self.connection.read_parquet(files if len(files) > 1 else files[0])
        raise InputError(
            f"no CSV files are read through {self.name}", hint="Pass an Ibis table of the connection, or Parquet files."
        )  # fmt: skip

    def _duckdb_csv(self, files: list[str], source: Source) -> Any:
        mark = f"broken_{len(self._broken)}"
        self._broken.append(mark)
        return self.connection.read_csv(
            files, columns=dict.fromkeys(_columns(source), "varchar"), delim=source.delimiter, quote='"',
            escape='"', header=True, filename=FILE, ignore_errors=True, store_rejects=True, rejects_limit=0,
            rejects_table=mark, rejects_scan=f"{mark}_scans",
        )  # fmt: skip

    def broken_lines(self) -> list[tuple[str, int, str]]:
        """Lines of CSV files that are no rows, as far as read (file, line, text): DuckDB lists them apart."""
        found: dict[tuple[str, int], str] = {}
        for mark in self._broken:
            rows = self.connection.con.execute(
                f"select s.file_path, e.line, e.csv_line from {mark} e join {mark}_scans s using (scan_id, file_id)"
            ).fetchall()
            found.update({(file, line): text for file, line, text in rows})
        return sorted((file, line, text) for (file, line), text in found.items())

    def _spark(self, files: list[str], source: Source) -> Any:
        from ibis.util import gen_name

        # a name is a pattern to Spark as well
        files = ["".join(f"\\{c}" if c in "\\*?[]{}" else c for c in file) for file in files]
        reader = self.connection._session.read
        if source.kind == "parquet":
            frame = reader.parquet(*files)
        else:
            columns = [f"`{name}` STRING" for name in (*_columns(source), LINE)]
            frame = reader.csv(
                files, schema=", ".join(columns), sep=source.delimiter, quote='"', escape='"', header=True,
                multiLine=True, mode="PERMISSIVE", columnNameOfCorruptRecord=LINE, encoding="UTF-8",
            )  # fmt: skip
        name = gen_name("lots")
        frame.createOrReplaceTempView(name)
        self._views.append(name)
        return self.connection.table(name)

    def small(self, columns: dict[str, list[Any]]) -> Any:
        """A table of text and whole numbers, of a size that the engine knows: so it plans to join it in memory."""
        import ibis
        from ibis.util import gen_name

        types = {column: "string" if column in COLUMNS else "int64" for column in columns}
        if self.connection.name not in ("duckdb", "pyspark"):
            return ibis.memtable(columns, schema=types)
        name = gen_name("known")
        if self._duckdb:
            return self._kept_table(name, columns, types)
        from pyspark.sql import functions

        words = {"string": "STRING", "int64": "BIGINT"}
        schema = ", ".join(f"`{column}` {words[kind]}" for column, kind in types.items())
        rows = json.dumps([dict(zip(columns, row, strict=True)) for row in zip(*columns.values(), strict=True)])
        cells = functions.inline(functions.from_json(functions.lit(rows), f"array<struct<{schema}>>"))
        self.connection._session.range(0, 1, 1, 1).select(cells).createOrReplaceTempView(name)
        self._views.append(name)
        return self.connection.table(name)

    def _kept_table(self, name: str, columns: dict[str, list[Any]], types: dict[str, str]) -> Any:
        """A temporary table of DuckDB, which knows the least and the greatest number in it."""
        import ibis
        import pyarrow

        connection = self.connection.con
        cells = pyarrow.table(columns, schema=ibis.schema(types).to_pyarrow())
        connection.register(f"{name}_cells", cells)
        try:
            connection.execute(f'create temp table "{name}" as select * from "{name}_cells"')
        finally:
            connection.unregister(f"{name}_cells")
        self._tables.append(name)
        return self.connection.table(name, database=("temp", "main"))

    def forget(self) -> None:
        """Let go of what was put into a connection that goes on."""
        with contextlib.suppress(Exception):
            for name in self._tables:
                self.connection.con.execute(f'drop table if exists temp.main."{name}"')
            for name in self._views:
                self.connection._session.catalog.dropTempView(name)

    def run(self, expression: Any, what: str, progress: Progress | None) -> Any:
        """An expression as an Arrow table; `progress` is called in this thread while another one waits for the engine.

        Raises
        ------
        InputError
            What the engine could not read.
        """
        return self._waited(lambda: self._fetched(expression), what, progress)

    def _fetched(self, expression: Any) -> Any:
        if self.connection.name != "pyspark":
            return expression.to_pyarrow()
        # Ibis goes through pandas here, which takes longer, and PySpark warns of new versions of it
        self.connection._run_pre_execute_hooks(expression)
        return self.connection._session.sql(self.connection.compile(expression)).toArrow()

    def batches(self, expression: Any, what: str, progress: Progress | None) -> Iterator[Any]:
        """The same in Arrow batches, for what may be larger than memory."""
        if self.connection.name == "pyspark":
            yield from self.run(expression, what, progress).to_batches()
            return
        stream = iter(self._waited(expression.to_pyarrow_batches, what, progress))
        while (batch := self._waited(lambda: next(stream, None), what, progress)) is not None:
            yield batch

    def _waited(self, work: Callable[[], Any], what: str, progress: Progress | None) -> Any:
        """What some work of the engine gives; when a person stops it, the engine is stopped first."""
        with warnings.catch_warnings(), ThreadPoolExecutor(1) as pool:
            warnings.simplefilter("ignore")  # of libraries about each other
            running = pool.submit(work)
            try:
                while True:
                    try:
                        return running.result(_TICK_S)
                    except TimeoutError:
                        if running.done():
                            raise
                    if progress is not None:
                        progress(what, self._share())
            except (InputError, MemoryError):
                raise
            except Exception as error:
                raise _said(error) from None
            finally:
                if not running.done():
                    self._stop()

    def _share(self) -> float | None:
        """How much of the query is done, 0 to 1, where the engine says it."""
        if not self._duckdb:
            return None
        with contextlib.suppress(Exception):
            percent = float(self.connection.con.query_progress())
            return percent / 100 if 0 < percent <= 100 else None
        return None

    def _stop(self) -> None:
        with contextlib.suppress(Exception):
            if self._duckdb:
                self.connection.con.interrupt()
            elif self.connection.name == "pyspark":
                self.connection._session.sparkContext.cancelAllJobs()


def _columns(source: Source) -> list[str]:
    """A name for each column of a CSV file, in their order: headings may be empty or stand there twice."""
    columns = {heading: column for column, heading in source.columns.items()}
    return [columns.get(heading, f"ignored_{n}") for n, heading in enumerate(source.headings)]


def _said(error: Exception) -> InputError:
    """What a person can do about an error of an engine."""
    text = str(error)
    if "ARITHMETIC_OVERFLOW" in text:
        return InputError("the counts add up to more devices than can be counted")
    first = next((line.strip() for line in text.splitlines() if line.strip()), type(error).__name__)
    return InputError(f"the engine could not read the inventory: {shown(first, 300)}")


@contextlib.contextmanager
def opened(engine: str, connection: Any, table: Any) -> Iterator[Engine]:
    """The engine to use; one that was started here is stopped afterwards.

    Raises
    ------
    InputError
        An unknown engine, or one that is not installed.
    """
    if table is not None or connection is not None:
        backend = table.get_backend() if table is not None else connection
        running = Engine(backend.name, backend)
        try:
            yield running
        finally:
            running.forget()
    elif engine == "duckdb":
        with tempfile.TemporaryDirectory(prefix="footprint-") as folder:
            backend = _duckdb(folder)
            try:
                yield Engine("duckdb", backend)
            finally:
                backend.disconnect()
    elif engine == "spark":
        session, backend = _spark_session()
        try:
            yield Engine("spark", backend)
        finally:
            session.stop()
    else:
        raise InputError(f"unknown engine {shown(engine)}", valid=ENGINES)


def _duckdb(folder: str) -> Any:
    try:
        import ibis

        backend = ibis.duckdb.connect(
            threads=min(os.cpu_count() or 1, _MOST_THREADS), memory_limit=_MEMORY, temp_directory=folder,
            preserve_insertion_order=False, autoinstall_known_extensions=False, autoload_known_extensions=False,
        )  # fmt: skip
    except ImportError:
        hint = "Install them with: pip install 'tinyml-footprint[fleet]'"
        raise InputError("fleets need DuckDB and Ibis, which are not installed", hint=hint) from None
    backend.con.execute(
        f"set enable_progress_bar = true; set enable_progress_bar_print = false; set perfect_ht_threshold = {_PERFECT}"
    )
    return backend


def _spark_session() -> tuple[Any, Any]:
    """A session of Spark in this machine, that listens to nobody else and says nothing."""
    try:
        import ibis
        from pyspark.errors import PySparkRuntimeError
        from pyspark.sql import SparkSession
    except ImportError:
        hint = "Install it with: pip install 'tinyml-footprint[fleet,spark]'"
        raise InputError("Spark is not installed", hint=hint) from None
    os.environ.setdefault("SPARK_LOCAL_IP", "127.0.0.1")
    builder = SparkSession.builder.master("local[*]").appName("footprint")
    for key, value in _SPARK.items():
        builder = builder.config(key, value)
    with warnings.catch_warnings(), _silent():
        warnings.simplefilter("ignore")
        try:
            session = builder.getOrCreate()
        except PySparkRuntimeError:
            hint = "Install Java 17 or newer and set JAVA_HOME, or use the default engine."
            raise InputError("Spark could not be started: it needs Java", hint=hint) from None
        return session, ibis.pyspark.connect(session)


@contextlib.contextmanager
def _silent() -> Iterator[None]:
    """Stdout and stderr of programs that are started meanwhile lead nowhere: the Java process keeps them for life."""
    kept = [(fd, os.dup(fd)) for fd in (1, 2)]
    nowhere = os.open(os.devnull, os.O_WRONLY)
    try:
        for fd, _ in kept:
            os.dup2(nowhere, fd)
        yield
    finally:
        for fd, copy in kept:
            os.dup2(copy, fd)
            os.close(copy)
        os.close(nowhere)


def ticking(progress: Progress | None) -> Progress | None:
    """Calls of `progress` at most about twice a second."""
    if progress is None:
        return None
    last = [0.0]

    def tick(what: str, share: float | None) -> None:
        now = time.monotonic()
        if now - last[0] >= 0.5:
            last[0] = now
            progress(what, share)

    return tick
