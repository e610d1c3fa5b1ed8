import { useQuery } from '@tanstack/react-query';
import { useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useMay } from '@/shared/directory';
import { useFocusOn } from '@/shared/lib/use-focus-on';
import { AiSign, Button, Loaded } from '@/shared/ui';
import type { Schemas } from '@/shared/api';
import { narrowQuery, setLevel, startNarrow } from './api';
import { useLevelChange } from './use-level-change';
import { percent } from './words';

type Narrow = Schemas['Narrow'];
type Candidate = Narrow['results'][number];
type Waiting = 'suggest' | 'shadow';
const WAITING: readonly Waiting[] = ['suggest', 'shadow'];

/** Beginning with nothing automatic, and switching categories on one by one. */
export function StartNarrow() {
  const { t } = useTranslation('ai-review');
  const query = useQuery(narrowQuery);
  const heading = useRef<HTMLHeadingElement>(null);
  // The button that was pressed is gone once this is done.
  const onDone = (): void => heading.current?.focus();
  return (
    <section aria-labelledby="start-narrow">
      <h2 id="start-narrow" className="lgs" ref={heading} tabIndex={-1}>
        {t('narrow.title')}
      </h2>
      <Loaded query={query} fault={t('narrow.fault')}>
        {(narrow) => (narrow.is_narrow ? <OneByOne narrow={narrow} onDone={onDone} /> : <Begin narrow={narrow} onDone={onDone} />)}
      </Loaded>
    </section>
  );
}

interface PartProps {
  narrow: Narrow;
  onDone: () => void;
}

function Begin({ narrow, onDone }: PartProps) {
  const { t } = useTranslation('ai-review');
  const mayWrite = useMay('assistant.write');
  const [isAsked, setIsAsked] = useState(false);
  const begin = useLevelChange(startNarrow, () => t('narrow.begun'));
  const [row, focusOn] = useFocusOn<HTMLParagraphElement>();
  // Each way the pressed button gives way to others, of which the last changes nothing.
  const ask = (isNow: boolean): void => {
    setIsAsked(isNow);
    focusOn((box) => box.querySelector('button:last-of-type'));
  };
  return (
    <div className="lgs">
      <p className="t2">{t('narrow.about')}</p>
      {!mayWrite || narrow.automatic.length === 0 ? null : (
        <p className="row lad-set" ref={row}>
          {isAsked ? (
            <>
              {WAITING.map((level) => (
                <Button key={level} size="sm" variant={level === 'suggest' ? 'primary' : 'default'} busy={begin.isPending && t('narrow.working')} onClick={() => void begin.mutateAsync(level).then(onDone, () => undefined)}>
                  {t('narrow.allTo', { count: narrow.automatic.length, level: t(`level.${level}`) })}
                </Button>
              ))}
              <Button size="sm" variant="ghost" onClick={() => ask(false)}>
                {t('autonomy.keep')}
              </Button>
            </>
          ) : (
            <Button size="sm" onClick={() => ask(true)}>
              {t('narrow.start')}
            </Button>
          )}
        </p>
      )}
    </div>
  );
}

function OneByOne({ narrow, onDone }: PartProps) {
  const { t, i18n } = useTranslation(['ai-review', 'shared']);
  const mayWrite = useMay('assistant.write');
  const { watched } = narrow;
  const on = useLevelChange(
    (category: string) => setLevel(category, 'automatic'),
    (rung) => t('narrow.on', { category: t(`shared:type.${rung.category}`) }),
  );
  return (
    <>
      <p className="lgs t2">
        {t('narrow.order', { allowed: narrow.bad_allowed, needed: narrow.resolved_needed, limit: percent(narrow.bad_limit, i18n.language) })}
      </p>
      {watched === null ? null : (
        <p className="lgs" role="status">
          {t('narrow.watched', {
            category: t(`shared:type.${watched.category}`),
            resolved: watched.resolved,
            needed: narrow.resolved_needed,
            days: narrow.days_needed,
            bad: watched.bad,
          })}
        </p>
      )}
      <table className="dt aul">
        <thead>
          <tr>
            <th scope="col">{t('category')}</th>
            <th scope="col" className="r">
              {t('autonomy.aMonth')}
            </th>
            <th scope="col">{t('narrow.evidence')}</th>
            <th scope="col">{t('narrow.next')}</th>
          </tr>
        </thead>
        <tbody>
          {narrow.results.map((row) => (
            <tr key={row.category}>
              <th scope="row">{t(`shared:type.${row.category}`)}</th>
              <td className="r" data-label={t('autonomy.aMonth')}>
                {row.a_month}
              </td>
              <td data-label={t('narrow.evidence')}>
                <Evidence row={row} />
              </td>
              <td data-label={t('narrow.next')}>
                <Next row={row} isWaiting={watched !== null} mayWrite={mayWrite} isBusy={on.isPending} onSwitch={() => void on.mutateAsync(row.category).then(onDone, () => undefined)} />
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </>
  );
}

function Evidence({ row }: { row: Candidate }) {
  const { t, i18n } = useTranslation('ai-review');
  const share = (value: number): string => percent(value, i18n.language);
  return (
    <span className="prp">
      <span>{row.simple_share === null ? t('narrow.noTickets') : t('narrow.simple', { share: share(row.simple_share) })}</span>
      <span className="t2">{t('narrow.sure', { sure: row.sure, asked: row.asked })}</span>
      <span className="t2">{t('narrow.judged', { wrong: row.wrong, judged: row.judged })}</span>
    </span>
  );
}

interface NextProps {
  row: Candidate;
  isWaiting: boolean;
  mayWrite: boolean;
  isBusy: boolean;
  onSwitch: () => void;
}

function Next({ row, isWaiting, mayWrite, isBusy, onSwitch }: NextProps) {
  const { t, i18n } = useTranslation('ai-review');
  if (row.lacks !== '') {
    const figure = (value: number): string => (row.lacks === 'volume' ? String(value) : percent(value, i18n.language));
    const words = { there: figure(row.there), needed: figure(row.needed), boundary: row.boundary };
    return <span className="t2">{t(`narrow.lacks.${row.lacks}`, words)}</span>;
  }
  if (!row.is_proposed) return <span className="t2">{t(isWaiting ? 'narrow.waits' : 'narrow.later')}</span>;
  return (
    <span className="row">
      <AiSign>{t('narrow.proposed')}</AiSign>
      {mayWrite ? (
        <Button size="sm" busy={isBusy && t('narrow.working')} onClick={onSwitch}>
          {t('narrow.switchOn')}
        </Button>
      ) : null}
    </span>
  );
}
