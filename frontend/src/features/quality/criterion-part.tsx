import { useId } from 'react';
import { useTranslation } from 'react-i18next';
import { useRuleWords } from './rule-words';
import { automaticOf, LEVELS, type Criterion, type Level, type Score } from './words';

/** A person's level; undefined while nothing is chosen, null for "cannot say". */
export interface Given {
  level: Level | null | undefined;
  why: string;
}

export interface CriterionPartProps {
  criterion: Criterion;
  /** Null where one may only read. */
  given: Given | null;
  isCurrent: boolean;
  error?: string | null;
  onFocus?: () => void;
  onGive?: (change: Partial<Given>) => void;
}

/** One criterion: what facts and the model say with their evidence, and the levels to choose from. */
export function CriterionPart({ criterion, given, isCurrent, error = null, onFocus, onGive }: CriterionPartProps) {
  const { t } = useTranslation('quality');
  const words = useRuleWords()(criterion);
  const id = useId();
  const automatic = automaticOf(criterion);
  const isOther = given !== null && given.level !== undefined && automatic !== null && given.level !== automatic;
  return (
    <fieldset className={isCurrent ? 'qlcr on' : 'qlcr'} onFocus={onFocus}>
      <legend>
        <b dir="auto">{words.name}</b> <span className="t3 f11">{criterion.weight === 0 ? t('weightless') : t('weight', { weight: criterion.weight })}</span>
      </legend>
      <p className="t2 f12" dir="auto">
        {words.about}
      </p>
      <Automatic name={t('origin.facts')} score={criterion.facts} levels={words.levels} />
      <Automatic name={t('origin.model')} score={criterion.model} levels={words.levels} />
      {given === null ? (
        <Automatic name={t('origin.person', { name: criterion.by_person?.by?.name ?? '' })} score={criterion.by_person} levels={words.levels} />
      ) : (
        <>
          {[...LEVELS, null].map((level) => (
            <label key={String(level)} className={given.level === level ? 'qlp on' : 'qlp'}>
              <input type="radio" className="rb" name={id} checked={given.level === level} onChange={() => onGive?.({ level })} />
              <span dir="auto">{level === null ? t('cannotSay') : words.levels[level]}</span>
            </label>
          ))}
          {isOther || given.why ? (
            <>
              <label className="lab" htmlFor={`${id}-why`}>
                {t(isOther ? 'whyOther' : 'why')}
              </label>
              <textarea
                id={`${id}-why`}
                className="rww"
                data-why={criterion.key}
                rows={2}
                maxLength={1000}
                dir="auto"
                value={given.why}
                aria-invalid={error !== null || undefined}
                aria-describedby={error === null ? undefined : `${id}-error`}
                onChange={(event) => onGive?.({ why: event.target.value })}
              />
              {error === null ? null : (
                <p className="hint bad" role="alert" id={`${id}-error`}>
                  {error}
                </p>
              )}
            </>
          ) : null}
        </>
      )}
    </fieldset>
  );
}

function Automatic({ name, score, levels }: { name: string; score: Score | null; levels: readonly string[] }) {
  const { t } = useTranslation('quality');
  if (score === null) return null;
  const why = score.why && score.why !== 'model' ? t(`reasonOf.${score.why}` as 'reasonOf.stayed', { defaultValue: score.why }) : '';
  return (
    <div className="qla">
      <p className="f12">
        <span className="t3">{name}:</span> <b dir="auto">{score.level === null ? t('notJudged') : levels[score.level]}</b>
        {why ? <span className="t2"> {why}</span> : null}
      </p>
      {score.note ? (
        <p className="t2 f12" dir="auto">
          {score.note}
        </p>
      ) : null}
      {score.quotes.map((quote, place) => (
        <q key={place} className="t2 f12" dir="auto">
          {quote}
        </q>
      ))}
    </div>
  );
}
