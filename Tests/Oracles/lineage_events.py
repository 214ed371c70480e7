"""Judges the lineage events of nights by what OpenLineage 2-0-2 and the facets that they use ask for.

The demands are written down here in our own words, and more strictly: nothing may stand in an event but what is listed. Where the
project's own Python client is installed (pip install openlineage-python, made from the specification by its authors), every event is
also built of the client's classes and must come out of them as it went in.

usage: lineage_events.py FILE...    lineage.ndjson files; exit 1 where an event is wrong, or where the judge is blind"""
import copy
import json
import re
import sys
from urllib.parse import urlparse
from uuid import UUID

TEXT = {'type': str}
URI = {'type': str, 'is': 'uri'}


def thing(required, **optional):
    """An object: properties that must be there, and those that may."""
    return {'type': dict, 'required': required, 'properties': {**required, **optional}}


def many(of, **also):
    return {'type': list, 'items': of, **also}


def facet(version, name, **content):
    """Every facet names who made it and the schema that it follows: of the specification, at a version."""
    url = f'https://openlineage.io/spec/facets/{version}/{name}.json#/$defs/{name}'
    return thing({'_producer': URI, '_schemaURL': {'type': str, 'only': [url]}, **content})


# Specification: https://openlineage.io/spec/2-0-2/OpenLineage.json; facets at the versions that they name.
RUN_ID = {'type': str, 'is': 'uuid'}
JOB = thing({'namespace': TEXT, 'name': TEXT})
PARENT = facet('1-1-0', 'ParentRunFacet', run=thing({'runId': RUN_ID}), job=JOB)
FIELD = thing({'name': TEXT}, type=TEXT, description=TEXT)
TRANSFORMATION = thing({'type': {'type': str, 'only': ['DIRECT', 'INDIRECT']}}, subtype=TEXT, description=TEXT, masking={'type': bool})
INPUT_FIELD = thing({'namespace': TEXT, 'name': TEXT, 'field': TEXT}, transformations=many(TRANSFORMATION))
LINEAGE = facet('1-2-0', 'ColumnLineageDatasetFacet', fields={'type': dict, 'each': thing({'inputFields': many(INPUT_FIELD)})})
SCHEMA = facet('1-1-1', 'SchemaDatasetFacet', fields=many(FIELD))
STATISTICS = facet('1-0-2', 'OutputStatisticsOutputDatasetFacet', rowCount={'type': int})
INPUT = thing({'namespace': TEXT, 'name': TEXT})
OUTPUT = thing(
    {'namespace': TEXT, 'name': TEXT}, facets=thing({}, schema=SCHEMA, columnLineage=LINEAGE), outputFacets=thing({}, outputStatistics=STATISTICS))
EVENT = thing(
    {'eventTime': {'type': str, 'is': 'date-time'}, 'producer': URI,
     'schemaURL': {'type': str, 'only': ['https://openlineage.io/spec/2-0-2/OpenLineage.json#/$defs/RunEvent']},
     'run': thing({'runId': RUN_ID}, facets=thing({}, parent=PARENT)), 'job': thing({'namespace': TEXT, 'name': TEXT}, facets=thing({}))},
    eventType={'type': str, 'only': ['START', 'RUNNING', 'COMPLETE', 'ABORT', 'FAIL', 'OTHER']}, inputs=many(INPUT), outputs=many(OUTPUT))


def is_format(name, text):
    if name == 'uuid':
        try:
            return str(UUID(text)) == text
        except ValueError:
            return False
    if name == 'uri':
        parts = urlparse(text)
        return bool(parts.scheme and (parts.netloc or parts.path)) and not re.search(r'\s', text)
    return re.fullmatch(r'\d{4}-\d\d-\d\dT([01]\d|2[0-3]):[0-5]\d:[0-5]\d(\.\d+)?(Z|[+-]\d\d:\d\d)', text) is not None


def problems(value, shape, at='event'):
    if type(value) is not shape['type']:
        return [f'{at} is a {type(value).__name__}']
    found = []
    if 'only' in shape and value not in shape['only']:
        found.append(f'{at} is {value!r}')
    if 'is' in shape and not is_format(shape['is'], value):
        found.append(f'{at} is no {shape["is"]}: {value!r}')
    if shape['type'] is str and not value:
        found.append(f'{at} is empty')
    for name in shape.get('required', {}):
        if name not in value:
            found.append(f'{at} lacks {name}')
    if 'properties' in shape:
        for name, part in value.items():
            if name in shape['properties']:
                found += problems(part, shape['properties'][name], f'{at}.{name}')
            else:
                found.append(f'{at} has {name}, which nothing allows')
    for name, part in (value.items() if 'each' in shape else ()):
        found += problems(part, shape['each'], f'{at}.{name}')
    for index, part in enumerate(value if 'items' in shape else ()):
        found += problems(part, shape['items'], f'{at}[{index}]')
    return found


def across(events):
    """What a file must keep as a whole: each run begins and then ends, once; parents are there; columns are those of their schema."""
    found, runs = [], {}
    for event in events:
        runs.setdefault(event['run']['runId'], []).append(event)
    for own in runs.values():
        kinds, times, jobs = [e['eventType'] for e in own], [e['eventTime'] for e in own], {e['job']['name'] for e in own}
        if kinds != ['START', 'COMPLETE'] or times != sorted(times) or len(jobs) != 1:
            found.append(f'a run of {sorted(jobs)} goes {kinds} at {times}')
    for event in events:
        parent = event['run'].get('facets', {}).get('parent')
        if parent and (parent['run']['runId'] not in runs or parent['run']['runId'] == event['run']['runId']):
            found.append(f'{event["job"]["name"]}: its parent run is not there')
        named = {d['name'] for d in event['inputs']}
        for output in event['outputs']:
            facets = output.get('facets', {})
            columns = {f['name'] for f in facets.get('schema', {}).get('fields', [])}
            for column, origin in facets.get('columnLineage', {}).get('fields', {}).items():
                if column not in columns:
                    found.append(f'{output["name"]}.{column} has an origin and is no column')
                found += [f'{output["name"]}.{column} comes from {i["name"]}, which is no input' for i in origin['inputFields'] if i['name'] not in named]
    return found


def client():
    """A function from an event to what the client's classes make of it; nil where there is no client."""
    try:
        from importlib.metadata import version

        from openlineage.client import serde
        from openlineage.client.generated import base, column_lineage_dataset, output_statistics_output_dataset, parent_run, schema_dataset
    except ImportError:
        return None, 'the client of OpenLineage is not installed'

    def made(kind, content, facet_version):
        fields = {k: v for k, v in content.items() if not k.startswith('_')}
        result = kind(**fields, producer=content['_producer'])
        # The client follows the newest version of each facet; ours are named by the event.
        result._schemaURL = facet_version
        return result

    def built(event):
        facets = {n: made(parent_run.ParentRunFacet, {**f, 'run': parent_run.Run(**f['run']), 'job': parent_run.Job(**f['job'])}, f['_schemaURL'])
                  for n, f in event['run'].get('facets', {}).items()}
        outputs = []
        for output in event['outputs']:
            schema, lineage, rows = output['facets']['schema'], output['facets']['columnLineage'], output['outputFacets']['outputStatistics']
            fields = {name: column_lineage_dataset.Fields(inputFields=[column_lineage_dataset.InputField(
                **{**i, 'transformations': [column_lineage_dataset.Transformation(**t) for t in i['transformations']]}) for i in origin['inputFields']])
                for name, origin in lineage['fields'].items()}
            outputs.append(base.OutputDataset(
                namespace=output['namespace'], name=output['name'],
                facets={'schema': made(schema_dataset.SchemaDatasetFacet, {**schema, 'fields': [schema_dataset.SchemaDatasetFacetFields(**f) for f in schema['fields']]}, schema['_schemaURL']),
                        'columnLineage': made(column_lineage_dataset.ColumnLineageDatasetFacet, {**lineage, 'fields': fields}, lineage['_schemaURL'])},
                outputFacets={'outputStatistics': made(output_statistics_output_dataset.OutputStatisticsOutputDatasetFacet, rows, rows['_schemaURL'])}))
        made_event = base.RunEvent(
            eventTime=event['eventTime'], producer=event['producer'], eventType=base.EventType(event['eventType']),
            run=base.Run(runId=event['run']['runId'], facets=facets), job=base.Job(**event['job']),
            inputs=[base.InputDataset(**d) for d in event['inputs']], outputs=outputs)
        return json.loads(serde.Serde.to_json(made_event))

    return built, f'openlineage-python {version("openlineage-python")}'


def plain(value):
    """Without what is empty: the client writes none of it."""
    if isinstance(value, dict):
        kept = {k: plain(v) for k, v in value.items()}
        return {k: v for k, v in kept.items() if v not in ({}, [], None)}
    return [plain(v) for v in value] if isinstance(value, list) else value


def prove(event):
    """The judge sees what is wrong with an event that was right."""
    spoiled = [
        lambda e: e.pop('eventTime'), lambda e: e.update(eventTime='2024-09-30'), lambda e: e.pop('producer'), lambda e: e.update(producer='mart'),
        lambda e: e['run'].update(runId='1234'), lambda e: e['job'].pop('namespace'), lambda e: e.update(eventType='DONE'), lambda e: e.update(extra=1),
        lambda e: e['run']['facets']['parent'].pop('_schemaURL'), lambda e: e['run']['facets']['parent']['job'].pop('name'),
        lambda e: e['outputs'][0]['outputFacets']['outputStatistics'].update(rowCount='7'),
        lambda e: e['outputs'][0]['facets']['schema']['fields'][0].pop('name'), lambda e: e['outputs'][0]['facets']['schema'].pop('_producer'),
        lambda e: next(iter(e['outputs'][0]['facets']['columnLineage']['fields'].values())).pop('inputFields'),
        lambda e: next(iter(e['outputs'][0]['facets']['columnLineage']['fields'].values()))['inputFields'][0].pop('field'),
        lambda e: e['inputs'][0].pop('name'), lambda e: e.update(inputs={}),
    ]
    for number, spoil in enumerate(spoiled):
        copied = copy.deepcopy(event)
        spoil(copied)
        if not problems(copied, EVENT):
            sys.exit(f'the judge is blind for fault {number}')


def main():
    built, told = client()
    wrong, count = [], 0
    for path in sys.argv[1:]:
        events = [json.loads(line) for line in open(path, encoding='utf-8')]
        found = [f'{e.get("job", {}).get("name")}: {p}' for e in events for p in problems(e, EVENT)]
        found = found or across(events)
        for event in events if built and not found else []:
            again = built(event)
            if plain(again) != plain(event):
                found.append(f'{event["job"]["name"]} comes out of the client otherwise: {json.dumps(plain(again))[:300]}')
        rich = [e for e in events if e['outputs'] and e['inputs'] and e['outputs'][0]['facets']['columnLineage']['fields']]
        if not found:
            prove(rich[0])
        wrong += [f'{path}: {line}' for line in found]
        count += len(events)
    print('\n'.join(wrong[:20] + [told, f'{count} events of {len(sys.argv) - 1} nights, {len(wrong)} wrong']))
    sys.exit(1 if wrong or not count else 0)


main()
