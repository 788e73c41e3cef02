import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { Environment } from 'hipflask/jinja'

// What Jinja2 made of each, or the class of its error.
type Cases = [source: string, expected: string][]

const environment = new Environment()
const values = {
  start: new Date('2023-11-14T22:13:20Z'),
  later: new Date('2024-02-29T01:02:03.004Z'),
  numbers: new Set([1, 2]),
  raw: Buffer.from('caf\xe9 Bar', 'latin1'),
  big: 2n ** 70n,
}

function answer(source: string): string {
  try {
    return environment.fromString(source).render(values)
  } catch (error) {
    return (error as Error).constructor.name
  }
}

function assertAnswers(cases: Cases): void {
  for (const [source, expected] of cases) assert.equal(answer(source), expected, source)
}

describe('times between dates in templates', () => {
  it('are reckoned and printed as timedelta', () => {
    assertAnswers([
      ['{{ later - start }}', '106 days, 2:48:43.004000'],
      ['{{ start - later }}', '-107 days, 21:11:16.996000'],
      [
        '{{ (later - start).days }} {{ (later - start).seconds }} {{ (later - start).microseconds }}',
        '106 10123 4000',
      ],
      ['{{ (later - start).total_seconds() }}', '9168523.004'],
      [
        '{{ [later - start, start - start] }}',
        '[datetime.timedelta(days=106, seconds=10123, microseconds=4000), datetime.timedelta(0)]',
      ],
      ['{{ later.date() - start.date() }}', '107 days, 0:00:00'],
      [
        '{{ start + (later - start) == later }} {{ (later - start) + start }}',
        'True 2024-02-29 01:02:03.004000',
      ],
      [
        '{{ (later - start) * 2 }} {{ (later - start) / 2 }} {{ (later - start) // 2 }}',
        '212 days, 5:37:26.008000 53 days, 1:24:21.502000 53 days, 1:24:21.502000',
      ],
      [
        '{{ (later - start) / (later - start) }} {{ (later - start) // (start - later) }} {{ -(later - start) }}',
        '1.0 -1 -107 days, 21:11:16.996000',
      ],
      ['{{ start.date() + (later - start) }}', '2024-02-28'],
      ['{{ (later - start) > (start - start) }} {{ "yes" if start - start else "no" }}', 'True no'],
      ['{{ start + start }}', 'TypeError'],
    ])
  })
})

describe('dates in templates', () => {
  it('have the methods and attributes of datetime, date and time', () => {
    assertAnswers([
      [
        '{{ start.time() }} {{ later.time() }} {{ [start.date(), start.time()] }}',
        '22:13:20 01:02:03.004000 [datetime.date(2023, 11, 14), datetime.time(22, 13, 20)]',
      ],
      [
        '{{ start.time().strftime("%H:%M") }} {{ start.time().hour }} {{ start.date().year }}',
        '22:13 22 2023',
      ],
      ['{{ start.date().hour }}|{{ start.time().year }}', '|'],
      ['{{ start.date() == start }} {{ start.date() == start.date() }}', 'False True'],
      ['{{ start.date() < start }}', 'TypeError'],
      [
        '{{ start.replace(hour=0, minute=0) }} {{ start.replace(2024, 1) }} {{ start.date().replace(day=1) }}',
        '2023-11-14 00:00:20 2024-01-14 22:13:20 2023-11-01',
      ],
      ['{{ start.replace(month=13) }}', 'ValueError'],
      [
        '{{ start.isoformat(timespec="minutes") }} {{ later.isoformat(" ", "milliseconds") }} {{ later.isoformat() }}',
        '2023-11-14T22:13 2024-02-29 01:02:03.004 2024-02-29T01:02:03.004000',
      ],
      [
        '{{ start.isocalendar() }} {{ start.isocalendar().week }} {{ start.timetuple().tm_yday }} {{ start.toordinal() }}',
        'datetime.IsoCalendarDate(year=2023, week=46, weekday=2) 46 318 738838',
      ],
      ['{{ start.tzinfo }} {{ start.timestamp() }}', 'None 1700000000.0'],
      ['{{ start.strftime("%_d|%10Y|%^a|%P|%-m") }}', '14|0000002023|TUE|pm|11'],
      ['{{ [start, start]|unique|list|length }} {{ {start: 1}[start] }}', '1 1'],
    ])
  })
})

describe('sets, bytes and numbers in templates', () => {
  it('have the methods of Python, and refuse what it refuses', () => {
    assertAnswers([
      [
        '{{ numbers.symmetric_difference([2, 3])|sort }} {{ numbers.union([5], [6])|sort }} {{ numbers.intersection([1], [1, 2]) }}',
        '[1, 3] [1, 2, 5, 6] {1}',
      ],
      ['{{ numbers.remove([1]) }}', 'TypeError'],
      [
        '{{ raw.upper() }} {{ raw.find("F".encode()) }} {{ raw.split() }} {{ 99 in raw }}',
        "b'CAF\\xe9 BAR' -1 [b'caf\\xe9', b'Bar'] True",
      ],
      ['{{ raw.decode() }}', 'UnicodeDecodeError'],
      [
        '{{ raw.decode("latin-1") }} {{ raw.decode(errors="ignore") }} {{ raw.decode("bogus", "x") }}',
        'LookupError',
      ],
      [
        '{{ "é€".encode("ascii", "ignore") }} {{ "é€".encode("latin-1", "xmlcharrefreplace") }}',
        "b'' b'\\xe9&#8364;'",
      ],
      ['{{ "é".encode("ascii") }}', 'UnicodeEncodeError'],
      [
        '{{ big.real }} {{ 2.5.imag }} {{ true.numerator }} {{ big.bit_length() }}',
        '1180591620717411303424 0.0 1 71',
      ],
      ['{{ [3]|reverse|list }}{{ 3|reverse }}', 'FilterArgumentError'],
      ['{{ dict("abc") }}', 'ValueError'],
      ['{{ "x"|trim(5) }}', 'TypeError'],
      ['{{ "x"|attr(5) }}', 'TypeError'],
      ['{{ 5|wordwrap }}', 'AttributeError'],
      ['{{ "ab" * (2 ** 70) }}', 'OverflowError'],
      ['{{ missing in "abc" }}', 'TypeError'],
      ['{{ "abc"[missing:] }}', 'TypeError'],
    ])
  })
})
