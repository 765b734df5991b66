"""What a policy asks for everybody, on a cluster of Apache Spark: docs/spark.md.

    spark-submit population_job.py EXTRACT OUT --policy no-access --as-of 2026-11-20

EXTRACT is a folder of Parquet files of contacts, or one file; OUT a folder that is not there yet. Rows of one person are brought together,
put in the order in which they came, and each part of them is one question to the engine that `brought population` asks. Row for row it
answers the same. OUT is there whole at the end, with a `run.json` in it, or it is not there.
"""

from __future__ import annotations

import argparse
import itertools
import json
from collections import Counter
from collections.abc import Iterator
from urllib.parse import unquote

import brought
import pyarrow as pa
from pyspark.sql import DataFrame, SparkSession
from pyspark.sql import functions as f
from pyspark.sql.pandas.types import from_arrow_schema

# Columns that are put beside those of the extract: where a row stood, whose it is, and with whom it is looked at.
FILE, ROW, PERSON, DIGEST, GROUP = "brought_file", "brought_row", "brought_person", "brought_digest", "brought_group"
TABLES = ("follow_ups", "obligations", "patterns", "problems", "rates", "differences")
# What each month, provider and service is told apart by in the table of rates; the other columns are counts.
RATE_OF = ("pack", "month", "provider", "service")
# More people than these do not share contacts, or number and birthday, unless ids are not unique.
MOST_LINKED = 1_000_000


def population(
    spark: SparkSession,
    extract: str,
    out: str,
    *,
    policy: str = "no-access",
    as_of: str,
    mapping: str = "csds-care-contact",
    compare_with: str | None = None,
    provider_column: str | None = None,
    partitions: int | None = None,
) -> dict:
    """Asks the policy about everybody in the extract and writes the tables. Returns what `run.json` says."""
    question = {
        "policy": policy,
        "as_of": as_of,
        "mapping": mapping,
        "compare_with": compare_with,
        "provider_column": provider_column,
    }
    # A file that cannot be read has to be told, not left out.
    for kind in ("Corrupt", "Missing"):
        spark.conf.set(f"spark.sql.files.ignore{kind}Files", "false")
    # Instants as such, which the usual form of Spark's is not.
    spark.conf.set("spark.sql.parquet.outputTimestampType", "TIMESTAMP_MICROS")
    contacts, empty = read(spark, extract, question)
    form = Form(brought.population(empty, **question))
    folder = Folder(spark, out)
    try:
        run = ask(spark, contacts, form, question, folder, partitions)
    except BaseException:
        folder.give_up()
        raise
    folder.finish(run)
    return run


def read(spark: SparkSession, extract: str, question: dict) -> tuple[DataFrame, pa.Table]:
    """The contacts with the place where each stood, and a table of their columns without rows."""
    reader = spark.read.option("pathGlobFilter", "*.parquet").option("mergeSchema", "false")
    whole = reader.parquet(extract)
    columns = [(field.name, field.dataType) for field in whole.schema]
    for name in sorted(map(unquote, whole.inputFiles())):
        # Spark takes the columns of one file for those of all, and gives nothing where they are missing.
        other = [(field.name, field.dataType) for field in spark.read.parquet(name).schema]
        if other != columns:
            raise brought.Unusable(
                f"{name}: it has other columns than another file of {extract}. Export the files in one way, or read them apart"
            )
    empty = whole.limit(0).toArrow()
    used = brought.columns(empty, mapping=question["mapping"], provider_column=question["provider_column"])
    # As the engine would name it: a path of this machine without the scheme, and nothing in it written by its number.
    path = f.url_decode(f.replace(f.col("_metadata.file_path"), f.lit("+"), f.lit("%2B")))
    row = f.col("_metadata.row_index") + 2
    place = whole.select(*used, f.regexp_replace(path, "^file:(//)?", "").alias(FILE), row.alias(ROW))
    return place, empty.select(used)


def ask(spark: SparkSession, contacts: DataFrame, form: Form, question: dict, folder: Folder, partitions: int | None) -> dict:
    """Everybody's answers, written under the names of the tables. Returns what `run.json` says."""
    rows = contacts.count()
    partitions = partitions or max(2 * spark.sparkContext.defaultParallelism, rows // 1_000_000)
    keyed = with_people(contacts, question)
    staged = stage(spark, keyed, form, question, folder, partitions)
    groups = who_belongs_together(staged)
    if groups:
        # As on one machine: everybody is gone through once more, with the rows of those people together.
        linked = f.broadcast(spark.createDataFrame(list(groups.items()), f"{DIGEST} long, stands_for long"))
        keyed = keyed.join(linked, DIGEST, "left").withColumn(GROUP, f.coalesce(f.col("stands_for").cast("string"), GROUP))
        staged = stage(spark, keyed.drop("stands_for"), form, question, folder, partitions)
    told = [json.loads(row.text) for row in staged.where("table = 'run'").select("run.text").collect()]
    run = added_up(told, form.run)
    if run["rows"]["all"] != rows or rows != sum(count for kind, count in run["rows"].items() if kind != "all"):
        raise RuntimeError(f"{rows} rows were to be answered, and {run['rows']} is what became of them. Nothing of this run was kept")
    for name in form.tables:
        table = staged.where(f.col("table") == name).select(f"{name}.*")
        if name == "rates":
            counts = [column for column in table.columns if column not in RATE_OF]
            table = table.groupBy(*RATE_OF).agg(*(f.sum(column).alias(column) for column in counts))
        table.write.parquet(folder.at(name))
        run["tables"][name] = spark.read.schema(table.schema).parquet(folder.at(name)).count()
    folder.remove("staged")
    return run


def with_people(contacts: DataFrame, question: dict) -> DataFrame:
    """The contacts, each with whose it is, by the engine's own reading of it."""
    as_of, mapping = question["as_of"], question["mapping"]
    schema = contacts.schema.jsonValue()
    fields = [(PERSON, "string"), (DIGEST, "long")]
    schema["fields"] += [{"name": name, "type": kind, "nullable": True, "metadata": {}} for name, kind in fields]

    def tell(batches: Iterator[pa.RecordBatch]) -> Iterator[pa.RecordBatch]:
        for batch in batches:
            told = pa.table(brought.people(batch, as_of=as_of, mapping=mapping)).combine_chunks()
            columns = [*batch.columns, *(told[name].combine_chunks() for name in ("person", "digest"))]
            yield pa.RecordBatch.from_arrays(columns, names=[*batch.schema.names, PERSON, DIGEST])

    told = contacts.mapInArrow(tell, type(contacts.schema).fromJson(schema))
    # A row of nobody is looked at by itself, so it may go anywhere: but to the same place if it has to be sent again.
    return told.withColumn(GROUP, f.coalesce(PERSON, f.concat_ws(":", FILE, ROW)))


def stage(spark: SparkSession, keyed: DataFrame, form: Form, question: dict, folder: Folder, partitions: int) -> DataFrame:
    """The answers of every part, in one table of all tables, written so that nothing is asked twice."""

    def answered(batches: Iterator[pa.RecordBatch]) -> Iterator[pa.RecordBatch]:
        first = next(batches, None)
        if first is not None:
            rows = pa.RecordBatchReader.from_batches(first.schema, itertools.chain([first], batches))
            yield from form.fill(
                brought.population(rows, **question, file_column=FILE, row_column=ROW, shared=True, threads=1)
            )

    # Of one person, and of people who share something, all rows in the order in which they came: who came first decides whose record it is.
    together = keyed.repartition(partitions, GROUP).sortWithinPartitions(GROUP, FILE, ROW)
    answers = together.drop(PERSON, DIGEST, GROUP).mapInArrow(answered, form.schema)
    folder.remove("staged")
    answers.write.partitionBy("table").parquet(folder.at("staged"))
    return spark.read.schema(form.schema).parquet(folder.at("staged"))


def who_belongs_together(staged: DataFrame) -> dict[int, int]:
    """For each person who shares a contact, or number and birthday, with somebody else: one who stands for all of them."""
    shared = staged.where("table = 'shared'").select("shared.*")
    several = shared.groupBy("thing").agg(f.collect_set("person").alias("people")).where(f.size("people") > 1)
    towards: dict[int, int] = {}

    def stands_for(person: int) -> int:
        while towards.setdefault(person, person) != person:
            towards[person] = towards[towards[person]]
            person = towards[person]
        return person

    for row in several.select("people").toLocalIterator():
        for other in row.people[1:]:
            towards[stands_for(other)] = stands_for(row.people[0])
        if len(towards) > MOST_LINKED:
            raise brought.Unusable(
                f"the extract: more than {MOST_LINKED} people share contacts with others: the ids of the contacts are not unique in it. "
                "Read each provider's files by themselves, or put the provider before the id of the contact and of the person"
            )
    return {person: stands_for(person) for person in list(towards)}


def added_up(told: list[dict], empty: dict) -> dict:
    """What the parts tell, as one. The counts of a run are sums; what was asked is the same in all."""
    run = dict(empty)
    for kind in ("rows", "people"):
        run[kind] = {name: sum(part[kind][name] for part in told) for name in empty[kind]}
    for kind in ("questions", "entries"):
        run[kind] = sum(part[kind] for part in told)
    contacts = [sum(part["packs"][number]["contacts"] for part in told) for number in range(len(empty["packs"]))]
    run["packs"] = [{**pack, "contacts": count} for pack, count in zip(empty["packs"], contacts)]
    files: Counter[str] = Counter()
    for part in told:
        files.update({file["file"]: file["rows"] for file in part["inputs"]})
    run["inputs"] = [{"file": name, "rows": files[name]} for name in sorted(files)]
    run["tables"] = {}
    return run


class Form:
    """How the tables of an answer are put into one: a column that names the table, and a column for each with the cells of its rows."""

    def __init__(self, empty: brought.Population) -> None:
        kept = {name: getattr(empty, name) for name in TABLES}
        self.tables = [name for name, table in kept.items() if table is not None]
        self.run = empty.run
        whole = pa.int64()
        kinds = {name: pa.struct(plain(pa.table(kept[name]).schema)) for name in self.tables}
        kinds["shared"] = pa.struct([("thing", whole), ("person", whole)])
        kinds["run"] = pa.struct([("text", pa.string())])
        self.kinds = kinds
        self.arrow = pa.schema([("table", pa.string()), *kinds.items()])
        self.schema = from_arrow_schema(self.arrow)

    def fill(self, answers: brought.Population) -> Iterator[pa.RecordBatch]:
        """The rows of every table."""
        for name in [*self.tables, "shared"]:
            table = pa.table(getattr(answers, name))
            table = table.cast(plain(table.schema)).combine_chunks()
            for batch in table.to_batches(max_chunksize=10_000):
                yield self.tagged(name, batch.to_struct_array())
        yield self.tagged("run", pa.array([{"text": json.dumps(answers.run)}], self.kinds["run"]))

    def tagged(self, name: str, rows: pa.StructArray) -> pa.RecordBatch:
        many = len(rows)
        others = [rows.cast(kind) if kind_of == name else pa.nulls(many, kind) for kind_of, kind in self.kinds.items()]
        return pa.RecordBatch.from_arrays([pa.array([name] * many, pa.string()), *others], schema=self.arrow)


def plain(schema: pa.Schema) -> pa.Schema:
    """The same with whole numbers that have a sign, because Spark knows no others, and cells that may be empty."""
    return pa.schema([(field.name, pa.int64() if pa.types.is_unsigned_integer(field.type) else field.type) for field in schema])


class Folder:
    """A folder that gets its name when everything is in it, on whatever file system Spark writes."""

    def __init__(self, spark: SparkSession, out: str) -> None:
        self.paths = spark._jvm.org.apache.hadoop.fs.Path
        self.out, self.part = out.rstrip("/"), f"{out.rstrip('/')}.part"
        self.files = self.paths(self.out).getFileSystem(spark._jsc.hadoopConfiguration())
        if self.files.exists(self.paths(self.out)):
            raise brought.Unusable(f"{self.out}: it is there already, and nothing is written over. Choose another folder, or remove it")
        if not self.files.mkdirs(self.paths(self.part)) or self.files.listStatus(self.paths(self.part)):
            reason = "a run that was cut off has left it, or another run is writing it just now"
            raise brought.Unusable(f"{self.part}: {reason}. Wait for that run, or remove it")

    def at(self, name: str) -> str:
        return f"{self.part}/{name}"

    def remove(self, name: str) -> None:
        self.files.delete(self.paths(self.at(name)), True)

    def give_up(self) -> None:
        self.files.delete(self.paths(self.part), True)

    def finish(self, run: dict) -> None:
        stream = self.files.create(self.paths(self.at("run.json")), False)
        stream.write(bytearray(json.dumps(run, indent=2).encode() + b"\n"))
        stream.close()
        if not self.files.rename(self.paths(self.part), self.paths(self.out)):
            raise brought.MachineTrouble(f"{self.part} is complete, and could not be given the name {self.out}. Rename it by hand")


def main() -> None:
    words = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    words.add_argument("extract", help="a folder of Parquet files of contacts, or one file")
    words.add_argument("out", help="the folder to be made")
    words.add_argument("--policy", default="no-access", help="a shipped policy pack, or a folder that every worker can read")
    words.add_argument("--compare-with", help="a second policy, asked about the same people")
    words.add_argument("--as-of", required=True, help="a day (the end of it), a UK local time, or an instant")
    words.add_argument("--mapping", default="csds-care-contact", help="a shipped map, or a file that every worker can read")
    words.add_argument("--provider-column", help="the column by which rates are told apart")
    words.add_argument("--partitions", type=int, help="into how many parts people are put; one for a million contacts when not given")
    asked = vars(words.parse_args())
    spark = SparkSession.builder.appName("brought population").getOrCreate()
    try:
        run = population(spark, asked.pop("extract"), asked.pop("out"), **asked)
        print(json.dumps({"rows": run["rows"], "people": run["people"], "tables": run["tables"]}, indent=2))
    finally:
        spark.stop()


if __name__ == "__main__":
    main()
