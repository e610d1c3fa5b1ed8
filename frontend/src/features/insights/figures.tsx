import { useId, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { countsOf, figureOf, isGood, isOfHours, isRisk, mainOf, valueOf } from './shown';
import type { Definition, Figure, Insights, Measure, Side } from './words';

export interface FiguresProps {
  insights: Insights;
  measures: readonly Measure[];
  opened: { measure?: Measure | undefined; side?: Side | undefined };
  onOpen: (measure: Measure, side: Side) => void;
}

/** The figures of a reader, each with what it was, its range and its definition. */
export function Figures({ insights, measures, opened, onOpen }: FiguresProps) {
  return (
    <div className="inst">
      {measures.map((measure) => (
        <Card key={measure} measure={measure} insights={insights} isOpen={opened.measure === measure} onOpen={(side) => onOpen(measure, side)} />
      ))}
    </div>
  );
}

const find = (of: readonly Figure[] | undefined, measure: Measure): Figure | undefined => of?.find((one) => one.measure === measure);

function Card({ measure, insights, isOpen, onOpen }: { measure: Measure; insights: Insights; isOpen: boolean; onOpen: (side: Side) => void }) {
  const { t, i18n } = useTranslation('insights');
  const [showsDefinition, setShowsDefinition] = useState(false);
  const id = useId();
  const figure = find(insights.figures, measure);
  const definition = insights.definitions.find((one) => one.measure === measure);
  if (!figure || !definition) return null;
  const text = figureOf(figure, definition, t, i18n.language);
  const basis = isOfHours(definition) ? countsOf(figure, definition, t) : t(`of.${definition.kind}`, { part: figure.part, whole: figure.whole });
  // Few are told as counts, which is the whole basis already.
  const isTold = basis === text || figure.whole === 0;
  const good = isGood(figure, definition);
  const name = t(`measure.${measure}`);
  return (
    <article className="incd" aria-labelledby={id}>
      <h2 id={id}>{name}</h2>
      <p className="inv">
        {figure.tickets > 0 ? (
          <button type="button" className={isOpen ? 'dr on' : 'dr'} aria-pressed={isOpen} aria-label={t('open', { name, figure: text, count: figure.tickets })} onClick={() => onOpen('all')}>
            {text}
          </button>
        ) : (
          <b>{text}</b>
        )}{' '}
        {isTold ? null : <span className="t3 f12">{basis}</span>}
      </p>
      <Details figure={figure} definition={definition} />
      <Compared insights={insights} measure={measure} definition={definition} />
      {good === null ? null : <p className={good ? 'f12 t3' : 'f12 inlow'}>{rangeOf(definition, good, t, i18n.language)}</p>}
      {isRisk(figure, definition) ? <p className="f12 inlow">{t('risk', { value: valueOf(definition.risk_above ?? 0, definition, t, i18n.language) })}</p> : null}
      {definition.kind === 'share' && !isOfHours(definition) && figure.part > 0 && figure.part < figure.whole ? (
        <p className="f12">
          <button type="button" className="link" onClick={() => onOpen('rest')}>
            {t('rest', { count: figure.whole - figure.part })}
          </button>
        </p>
      ) : null}
      <button type="button" className="link f12" aria-expanded={showsDefinition} aria-label={t('definitionOf', { name })} onClick={() => setShowsDefinition(!showsDefinition)}>
        {t('definition')}
      </button>
      {showsDefinition ? <Defined definition={definition} /> : null}
    </article>
  );
}

function rangeOf(definition: Definition, good: boolean, t: ReturnType<typeof useTranslation<'insights'>>['t'], locale: string): string {
  const show = (value: number | null): string => valueOf(value ?? 0, definition, t, locale);
  const { at_least: least, at_most: most } = definition;
  const range = least === null ? t('atMost', { value: show(most) }) : most === null ? t('atLeast', { value: show(least) }) : t('between', { low: show(least), high: show(most) });
  return good ? t('inRange', { range }) : t('outOfRange', { range });
}

function Details({ figure, definition }: { figure: Figure; definition: Definition }) {
  const { t, i18n } = useTranslation('insights');
  if (definition.unit !== 'seconds' || figure.value === null) return null;
  const show = (value: number | null): string => (value === null ? t('nothing') : valueOf(value, definition, t, i18n.language));
  const p90 = definition.is_business ? figure.business_p90 : figure.p90;
  return (
    <p className="f12 t2">
      {t('p90', { value: show(p90) })}
      {definition.is_business ? ` ${t('byClock', { value: show(figure.value) })}` : ''}
    </p>
  );
}

function Compared({ insights, measure, definition }: { insights: Insights; measure: Measure; definition: Definition }) {
  const { t, i18n } = useTranslation('insights');
  if (measure === 'backlog_age') return null;
  const show = (figure: Figure | undefined): string | null =>
    figure && (mainOf(figure, definition) !== null || figure.whole > 0) ? figureOf(figure, definition, t, i18n.language) : null;
  const before = show(find(insights.before, measure));
  const baseline = show(find(insights.baseline?.figures, measure));
  return (
    <p className="f12 t2">
      {before === null ? t('noBefore') : t('before', { value: before })}
      {baseline === null ? '' : ` ${t('baseline', { value: baseline })}`}
    </p>
  );
}

function Defined({ definition }: { definition: Definition }) {
  const { t } = useTranslation('insights');
  return (
    <dl className="indf f12" lang="en">
      <dt>{t('formula')}</dt>
      <dd>{definition.formula}</dd>
      <dt>{t('excludes')}</dt>
      <dd>{definition.excludes}</dd>
      <dt>{t('origin')}</dt>
      <dd>{definition.origin}</dd>
    </dl>
  );
}
