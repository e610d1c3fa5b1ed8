import { useTranslation } from 'react-i18next';
import type { AskAnswer, AskQuery } from './ask-api';
import { AskBars } from './ask-bars';
import { measureName, rowName } from './ask-words';
import { countsOf, figureOf, mainOf } from './shown';

export interface AnswerProps {
  query: AskQuery;
  answer: AskAnswer;
  /** The key of the open row, `all` for all. */
  opened: string | undefined;
  onOpen: (row: string) => void;
}

const TIMES = ['day', 'week', 'month'];

/** The figure of all, and of each group: as a drawing, and in a table in which each opens its tickets. */
export function AnswerPart({ query, answer, opened, onOpen }: AnswerProps) {
  const { t, i18n } = useTranslation(['insights', 'shared']);
  const { definition, whole, rows } = answer;
  const figure = figureOf(whole, definition, t, i18n.language);
  const counts = countsOf(whole, definition, t);
  const text = definition.kind === 'share' && whole.value !== null ? t('ask.shareOf', { figure, counts }) : figure;
  const isOver = TIMES.includes(query.by);
  const bars = rows.map((row) => ({ key: row.key, name: rowName(row, query.by, t, i18n.language), value: mainOf(row.figure, definition), text: figureOf(row.figure, definition, t, i18n.language) }));
  return (
    <section className="ares" aria-label={t('ask.answer')}>
      <p className="afig" role="status">
        {query.by === '' || isOver ? null : (
          <>
            <b className="fig">{answer.groups}</b> <span className="t2">{t('ask.groups', { count: answer.groups, name: t(`ask.group.${query.by}`) })}</span>{' '}
          </>
        )}
        <OpenFigure name={t('ask.all')} text={text} count={whole.tickets} isOpen={opened === 'all'} onOpen={() => onOpen('all')} />{' '}
        <span className="t2">{t('ask.ofAll', { name: measureName(query.measure, t) })}</span>
      </p>
      {rows.length === 0 ? (
        query.by === '' ? null : <p className="t2">{t('ask.noGroup')}</p>
      ) : (
        <>
          <AskBars bars={bars} isOver={isOver} title={t('ask.chart', { measure: measureName(query.measure, t), name: t(`ask.group.${query.by}`) })} />
          <Table query={query} answer={answer} opened={opened} onOpen={onOpen} />
        </>
      )}
      {answer.is_partial ? <p className="t2 f12">{t('ask.partial', { shown: rows.length, count: answer.groups })}</p> : null}
    </section>
  );
}

function Table({ query, answer, opened, onOpen }: AnswerProps) {
  const { t, i18n } = useTranslation(['insights', 'shared']);
  const { definition, rows } = answer;
  const hasStretch = query.within !== null;
  const day = new Intl.DateTimeFormat(i18n.language, { day: 'numeric', month: 'short', timeZone: 'UTC' });
  const counts = definition.kind !== 'count' && definition.kind !== 'state';
  return (
    <table className="dt aqt">
      <thead>
        <tr>
          <th scope="col" className="capital">{t(`ask.group.${query.by}`)}</th>
          {hasStretch ? <th scope="col">{t('ask.stretch')}</th> : null}
          <th scope="col" className="r">
            {measureName(query.measure, t)}
          </th>
          {counts ? (
            <th scope="col" className="r">
              {t('ask.count')}
            </th>
          ) : null}
        </tr>
      </thead>
      <tbody>
        {rows.map((row) => {
          const name = rowName(row, query.by, t, i18n.language);
          return (
            <tr key={row.key}>
              <th scope="row" dir="auto">
                {name}
              </th>
              {hasStretch ? (
                <td className="t2" data-label={t('ask.stretch')}>
                  {row.since && row.until ? day.formatRange(new Date(row.since), new Date(row.until)) : ''}
                </td>
              ) : null}
              <td className="r" data-label={measureName(query.measure, t)}>
                <OpenFigure name={name} text={figureOf(row.figure, definition, t, i18n.language)} count={row.figure.tickets} isOpen={opened === row.key} onOpen={() => onOpen(row.key)} isState={definition.kind === 'state'} />
              </td>
              {counts ? (
                <td className="r t2" data-label={t('ask.count')}>
                  {row.figure.tickets}
                </td>
              ) : null}
            </tr>
          );
        })}
      </tbody>
    </table>
  );
}

interface OpenFigureProps {
  name: string;
  text: string;
  count: number;
  isOpen: boolean;
  onOpen: () => void;
  isState?: boolean;
}

/** A figure that opens its tickets; nothing stands behind none. */
function OpenFigure({ name, text, count, isOpen, onOpen, isState = false }: OpenFigureProps) {
  const { t } = useTranslation('insights');
  if (count === 0 && !isState) return <span className="t3">{text}</span>;
  return (
    <button type="button" className={`dr${isOpen ? ' on' : ''}`} aria-pressed={isOpen} aria-label={t('open', { name, figure: text, count })} onClick={onOpen}>
      {text}
    </button>
  );
}
