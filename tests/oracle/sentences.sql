-- What sentences mean, written down by hand from their English.
--
-- Every sentence is followed by a query of the ids of those who fit; test_sentences.c asks the program
-- the same.  It puts the day's date for $today, and dates for "18 months ago" (at a month's end the
-- last day there is), "7 days ahead", "last working day", "next working day" in brackets behind a
-- dollar sign.  Dates are texts here, so that nothing of the program's counting is needed.

-- What comes first: who there is, and their rows with dates.
CREATE TEMP VIEW people AS
  SELECT id, status, household, household_role AS role, guardian, source, provider, notes, referrer,
    date(birth_day * 86400, 'unixepoch') AS born, birth_precision AS precision,
    date(registered_at / 1000 + 28800, 'unixepoch') AS registered
  FROM patient WHERE status <> 'merged';
CREATE TEMP VIEW v AS
  SELECT id, patient, date(day * 86400, 'unixepoch') AS date, status, kind, provider, amount, paid,
    plan_item, date(coalesce(cancelled_at / 1000 + 28800, day * 86400), 'unixepoch') AS called_off
  FROM visit;
CREATE TEMP VIEW came AS
  SELECT * FROM v WHERE status IN ('completed', 'left') AND date <= $today;
CREATE TEMP VIEW missed AS SELECT * FROM v WHERE status = 'no_show' AND date <= $today;
CREATE TEMP VIEW to_come AS
  SELECT * FROM v WHERE status IN ('planned', 'confirmed') AND date >= $today;
CREATE TEMP VIEW todo AS
  SELECT patient, kind, promise, state, date(due_day * 86400, 'unixepoch') AS due,
    date(done_at / 1000 + 28800, 'unixepoch') AS done,
    date(created_at / 1000 + 28800, 'unixepoch') AS made
  FROM task;
CREATE TEMP VIEW tried AS
  SELECT patient, channel, direction, outcome, date(day * 86400, 'unixepoch') AS date FROM attempt
  WHERE day IS NULL OR date(day * 86400, 'unixepoch') <= $today;
CREATE TEMP VIEW dialled AS SELECT * FROM tried WHERE channel = 'phone' AND direction = 'out';
-- Somebody talked with them, or a message was left or went out.
CREATE TEMP VIEW reached AS
  SELECT * FROM tried WHERE coalesce(outcome, '?') IN ('talked', 'answered', 'booked', 'confirmed',
    'callback', 'not_now', 'declined', 'left_message')
  UNION ALL SELECT * FROM tried WHERE NOT (channel = 'phone' AND direction = 'out')
    AND coalesce(outcome, '?') NOT IN ('no_answer', 'busy', 'wrong_number', 'failed', 'talked',
    'answered', 'booked', 'confirmed', 'callback', 'not_now', 'declined', 'left_message');
CREATE TEMP VIEW said AS
  SELECT id, patient, score, date(day * 86400, 'unixepoch') AS date FROM survey_answer
  WHERE date(day * 86400, 'unixepoch') <= $today;
CREATE TEMP VIEW tagged AS
  SELECT patient, tag FROM patient_tag
  WHERE until IS NULL OR date(until * 86400, 'unixepoch') >= $today;
CREATE TEMP VIEW rings AS
  SELECT patient FROM contact WHERE state = 'good'
    AND kind IN ('mobile', 'home', 'work', 'phone', 'whatsapp');
-- How old they are: one year less before this year's birthday.  There is no 29 February in most
-- years; the birthday is then on the 28th.
CREATE TEMP VIEW aged AS
  SELECT id, strftime('%Y', $today) - strftime('%Y', born) -
    (strftime('%m-%d', $today) < CASE
      WHEN strftime('%m-%d', born) <> '02-29' THEN strftime('%m-%d', born)
      WHEN strftime('%d', date(strftime('%Y', $today) || '-03-01', '-1 day')) = '29' THEN '02-29'
      ELSE '02-28' END) AS age
  FROM people WHERE precision <> 'estimated' AND born <= $today;

-- = is active
SELECT id FROM people WHERE status = 'active';

-- = status is one of [prospect, inactive]
SELECT id FROM people WHERE status = 'prospect' OR status = 'inactive';

-- = no upcoming visit
SELECT id FROM people EXCEPT SELECT patient FROM to_come;

-- = has upcoming exam or surgery visit
SELECT id FROM people WHERE id IN (SELECT patient FROM to_come WHERE kind IN ('exam', 'surgery'));

-- = last visit is older than 18 months
SELECT people.id FROM people JOIN came ON patient = people.id GROUP BY people.id
HAVING max(date) < $[18 months ago];

-- = not last visit is older than 18 months
SELECT id FROM people
EXCEPT SELECT patient FROM came GROUP BY patient HAVING max(date) < $[18 months ago];

-- = tagged none of [do-not-call, ortho-active]
SELECT id FROM people EXCEPT SELECT patient FROM tagged WHERE tag IN ('do-not-call', 'ortho-active');

-- = tagged vip
SELECT id FROM people WHERE EXISTS (SELECT 1 FROM tagged WHERE patient = people.id AND tag = 'vip');

-- = count of visits is exactly 1
SELECT patient FROM came JOIN people ON people.id = patient GROUP BY patient HAVING count(*) = 1;

-- = first visit is in the last 90 days
SELECT patient FROM came JOIN people ON people.id = patient GROUP BY patient
HAVING min(date) >= $[90 days ago];

-- = next visit is in the next 3 days
SELECT patient FROM to_come JOIN people ON people.id = patient GROUP BY patient
HAVING min(date) <= $[3 days ahead];

-- = count of missed visits in the last 24 months is at least 2
SELECT id FROM people WHERE
  (SELECT count(*) FROM missed WHERE patient = people.id AND date >= $[24 months ago]) >= 2;

-- = spend in the last 12 months is at least 3000
SELECT patient FROM came JOIN people ON people.id = patient WHERE date >= $[12 months ago]
GROUP BY patient HAVING sum(amount) >= 300000;

-- = spend in the last 12 months is under 50 % of spend between 24 months and 12 months ago
SELECT id FROM people WHERE
  ifnull((SELECT sum(amount) FROM came WHERE patient = people.id AND date >= $[12 months ago]), 0) <
  ifnull((SELECT sum(amount) FROM came WHERE patient = people.id
    AND date BETWEEN $[24 months ago] AND $[12 months ago]), 0) * 0.5;

-- = has surgery or implant visit since the last working day
SELECT id FROM people WHERE EXISTS (SELECT 1 FROM came WHERE patient = people.id
  AND kind IN ('surgery', 'implant') AND date >= $[last working day]);

-- = no contact since last surgery or implant visit
SELECT id FROM people WHERE NOT EXISTS (SELECT 1 FROM reached r WHERE r.patient = people.id
  AND r.date > (SELECT max(date) FROM came WHERE patient = people.id
    AND kind IN ('surgery', 'implant')));

-- = nps is at most 6
SELECT patient FROM said s JOIN people ON people.id = patient WHERE score <= 6
AND NOT EXISTS (SELECT 1 FROM said later WHERE later.patient = s.patient
  AND (later.date > s.date OR (later.date = s.date AND later.id > s.id)));

-- = nps date is in the last 14 days
SELECT DISTINCT patient FROM said JOIN people ON people.id = patient WHERE date >= $[14 days ago];

-- = has survey over 8
SELECT DISTINCT patient FROM said JOIN people ON people.id = patient WHERE score > 8;

-- = no call in the last 14 days
SELECT id FROM people WHERE id NOT IN (SELECT patient FROM dialled WHERE date >= $[14 days ago]);

-- = count of calls since last visit is at least 1
SELECT DISTINCT p.id FROM people p JOIN dialled d ON d.patient = p.id
WHERE d.date > (SELECT max(date) FROM came WHERE patient = p.id);

-- = has answered call
SELECT DISTINCT p.id FROM people p JOIN dialled d ON d.patient = p.id WHERE d.outcome IN
  ('talked', 'answered', 'booked', 'confirmed', 'callback', 'not_now', 'declined');

-- = age is at least 18
SELECT id FROM aged WHERE age >= 18;

-- = age is under 13
SELECT id FROM aged WHERE age < 13;

-- = age is unknown
SELECT id FROM people EXCEPT SELECT id FROM aged;

-- = last missed visit is in the last 30 days
SELECT patient FROM missed JOIN people ON people.id = patient GROUP BY patient
HAVING max(date) >= $[30 days ago];

-- = no visit since last missed visit
SELECT id FROM people WHERE NOT EXISTS (SELECT 1 FROM came c WHERE c.patient = people.id
  AND c.date > (SELECT max(date) FROM missed m WHERE m.patient = people.id));

-- = birthday is in the next 7 days
SELECT id FROM people WHERE precision = 'day' AND (
  SELECT max(date(day) = date(day, 'start of month', (strftime('%d', born) - 1) || ' days')
      AND strftime('%m', day) = strftime('%m', born)
    OR strftime('%m-%d', born) = '02-29' AND strftime('%m-%d', day) = '02-28'
      AND strftime('%m', day, '+1 day') = '03')
  FROM (SELECT $today AS day UNION SELECT date($today, '+1 day') UNION SELECT date($today, '+2 days')
    UNION SELECT date($today, '+3 days') UNION SELECT date($today, '+4 days')
    UNION SELECT date($today, '+5 days') UNION SELECT date($today, '+6 days')
    UNION SELECT date($today, '+7 days')));

-- = has planned visit on the next working day
SELECT DISTINCT patient FROM v JOIN people ON people.id = patient
WHERE v.status = 'planned' AND date = $[next working day];

-- = has confirmed visit in the last 2 months
SELECT DISTINCT patient FROM v JOIN people ON people.id = patient
WHERE v.status = 'confirmed' AND date BETWEEN $[2 months ago] AND $today;

-- = has cancelled visit in the last 3 months
SELECT DISTINCT patient FROM v JOIN people ON people.id = patient
WHERE v.status = 'cancelled' AND called_off BETWEEN $[3 months ago] AND $today;

-- = phone is unknown
SELECT id FROM people EXCEPT SELECT patient FROM rings;

-- = wechat is known
SELECT id FROM people INTERSECT SELECT patient FROM contact WHERE kind = 'wechat' AND state = 'good';

-- = guardian is known
SELECT id FROM people WHERE guardian IS NOT NULL;

-- = source is one of [walk-in, referral]
SELECT id FROM people WHERE source = 'walk-in' OR source = 'referral';

-- = source is unknown
SELECT id FROM people WHERE source IS NULL;

-- = household has other member has upcoming visit
SELECT a.id FROM people a WHERE EXISTS (SELECT 1 FROM people b JOIN to_come ON patient = b.id
  WHERE b.household = a.household AND b.id <> a.id);

-- = not household has other member tagged vip
SELECT id FROM people EXCEPT SELECT a.id FROM people a JOIN people b ON b.household = a.household
  JOIN tagged t ON t.patient = b.id AND t.tag = 'vip' WHERE a.id <> b.id;

-- = has overdue promise
SELECT DISTINCT patient FROM todo JOIN people ON people.id = patient
WHERE promise AND state = 'open' AND due < $today;

-- = has open complaint
SELECT DISTINCT patient FROM todo JOIN people ON people.id = patient
WHERE kind = 'complaint' AND state = 'open';

-- = has done task in the last 2 weeks
SELECT DISTINCT patient FROM todo JOIN people ON people.id = patient
WHERE state = 'done' AND done BETWEEN $[14 days ago] AND $today;

-- = has accepted plan more than 7 days ago
SELECT DISTINCT patient FROM plan JOIN people ON people.id = patient
WHERE plan.status = 'accepted' AND date(offered_day * 86400, 'unixepoch') < $[7 days ago];

-- = has unscheduled plan
-- The patient said yes or it was begun, something of it is wanted yet, and nothing is booked.
WITH part AS (SELECT i.plan, i.state,
    (SELECT count(*) FROM v WHERE plan_item = i.id AND patient = i.patient
      AND status IN ('completed', 'left')) AS done,
    (SELECT count(*) FROM v WHERE plan_item = i.id AND patient = i.patient AND date >= $today
      AND status IN ('planned', 'confirmed', 'arrived', 'seated')) AS ahead,
    CASE WHEN i.visits < 1 THEN 1 ELSE i.visits END AS takes
  FROM plan_item i)
SELECT DISTINCT patient FROM plan p JOIN people ON people.id = patient
WHERE p.status IN ('offered', 'thinking', 'accepted')
AND (p.status = 'accepted' OR EXISTS (SELECT 1 FROM part WHERE plan = p.id AND done > 0)
  OR EXISTS (SELECT 1 FROM part WHERE plan = p.id AND state = 'done'))
AND (EXISTS (SELECT 1 FROM part WHERE plan = p.id AND state = 'open' AND done < takes)
  OR NOT EXISTS (SELECT 1 FROM part WHERE plan = p.id AND state <> 'dropped'))
AND NOT EXISTS (SELECT 1 FROM part WHERE plan = p.id AND state <> 'dropped' AND ahead > 0)
AND (p.offered_day IS NULL OR date(p.offered_day * 86400, 'unixepoch') <= $today);

-- = referrals in the last 12 months is at least 1
SELECT DISTINCT a.id FROM people a JOIN people b ON b.referrer = a.id AND b.id <> a.id
JOIN came ON came.patient = b.id GROUP BY a.id, b.id HAVING min(came.date) >= $[12 months ago];

-- = has referral
SELECT DISTINCT a.id FROM people a JOIN people b ON b.referrer = a.id AND b.id <> a.id
WHERE coalesce(b.registered <= $today, 1)
OR EXISTS (SELECT 1 FROM came WHERE came.patient = b.id);

-- = last visit with lin is in the last 24 months
SELECT patient FROM came JOIN people ON people.id = patient WHERE came.provider = 'lin'
GROUP BY patient HAVING max(date) >= $[24 months ago];

-- = has visit over 3000 in the last 2 years
SELECT DISTINCT patient FROM came JOIN people ON people.id = patient
WHERE amount > 300000 AND date >= $[24 months ago];

-- = no exam visit between 24 months and 6 months ago
SELECT id FROM people EXCEPT SELECT patient FROM came
  WHERE kind = 'exam' AND date BETWEEN $[24 months ago] AND $[6 months ago];

-- = balance owed is over 0
SELECT DISTINCT patient FROM came JOIN people ON people.id = patient WHERE paid < amount;

-- = first visit is yesterday
SELECT patient FROM came JOIN people ON people.id = patient GROUP BY patient
HAVING min(date) = $[1 day ago];

-- = cleaning is due
-- Six months after the last one, for who is then 12 at least; not while something is booked for it
-- or gum care takes its place; as it was decided for a patient.
WITH rule (recall, months, youngest) AS (VALUES ('cleaning', 6, 12)),
last AS (SELECT p.id, p.born, p.precision, max(date) AS day FROM people p JOIN came ON patient = p.id
  WHERE kind = 'cleaning' GROUP BY p.id),
due AS (SELECT last.id, born, precision, day, every, disabled,
    max(ifnull(date(o.disabled_until * 86400, 'unixepoch'), ''), CASE ifnull(every, '')
      WHEN '' THEN min(date(day, '+6 months'), date(day, 'start of month', '+7 months', '-1 day'))
      WHEN '4m' THEN min(date(day, '+4 months'), date(day, 'start of month', '+5 months', '-1 day'))
      WHEN '3m' THEN min(date(day, '+3 months'), date(day, 'start of month', '+4 months', '-1 day'))
      WHEN '9m' THEN min(date(day, '+9 months'), date(day, 'start of month', '+10 months', '-1 day'))
      WHEN '1y' THEN min(date(day, '+12 months'), date(day, 'start of month', '+13 months', '-1 day'))
      WHEN '1y6m' THEN min(date(day, '+18 months'), date(day, 'start of month', '+19 months', '-1 day'))
      WHEN '10w' THEN date(day, '+70 days')
      WHEN '100d' THEN date(day, '+100 days') END) AS due
  FROM last LEFT JOIN recall_override o ON o.patient = last.id AND o.type = 'cleaning')
SELECT d.id FROM due d LEFT JOIN aged a ON a.id = d.id WHERE NOT ifnull(d.disabled, 0)
AND d.due <= $today AND (a.age IS NULL OR a.age >= 12)
AND NOT EXISTS (SELECT 1 FROM v WHERE patient = d.id AND kind = 'cleaning' AND (date >= $today
  AND status IN ('planned', 'confirmed') OR date = $today AND status IN ('arrived', 'seated')))
AND NOT EXISTS (SELECT 1 FROM came WHERE patient = d.id AND kind = 'perio' AND NOT EXISTS (SELECT 1
  FROM recall_override o WHERE o.patient = d.id AND o.type IN ('perio', 'gum-care') AND o.disabled));

