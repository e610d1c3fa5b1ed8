import { useEffect, useRef, useState, type FocusEvent, type KeyboardEvent } from 'react';
import { useTranslation } from 'react-i18next';
import type { Channel, Measure, Priority, Target } from './api';
import { durationText, NOT_A_TIME, readDuration } from './durations';

/** What stands in the fields, which then close: null for no change, false for what is no time. */
export type Read = () => Partial<Target> | null | false;

const MIN_SECONDS = 30;
const MAX_SECONDS = 366 * 86_400;

type Values = Record<string, string>;

export interface TargetCellProps {
  policy: string;
  priority: Priority;
  channel: Channel;
  measures: readonly Measure[];
  target: Target | undefined;
  /** What holds while the channel has no row of its own. */
  fallback: Target | undefined;
  /** The target in force. */
  before: Target | undefined;
  isEditing: boolean;
  onEdit: () => void;
  onChange: (change: Partial<Target>) => void;
  onClose: () => void;
  /** Hands over a way to read what stands in the fields, and null once they are gone. */
  onRead: (read: Read | null) => void;
}

/** The targets of one priority: read as a button, edited as three fields in its place. */
export function TargetCell(props: TargetCellProps) {
  const { policy, priority, channel, measures, target, fallback, before, isEditing, onEdit, onChange, onClose, onRead } = props;
  const { t, i18n } = useTranslation('sla-settings');
  const opener = useRef<HTMLButtonElement>(null);
  const row = target ?? fallback;
  const textOf = (measure: Measure, none: string): string => {
    const seconds = row?.[measure];
    return seconds === null || seconds === undefined ? none : durationText(seconds, i18n.language);
  };
  const place = t('cell', { policy, priority, channel: t(`channels.${channel}`) });
  if (isEditing) {
    return (
      <td className="edit">
        <Editing
          label={place}
          measures={measures}
          values={Object.fromEntries(measures.map((measure) => [measure, textOf(measure, '')]))}
          alwaysOpen={row?.always_open ?? false}
          onChange={onChange}
          onRead={onRead}
          onClose={(isByKey) => {
            onClose();
            if (isByKey) requestAnimationFrame(() => opener.current?.focus());
          }}
        />
        <button type="button" ref={opener} className="vh" tabIndex={-1} onClick={onEdit}>
          {place}
        </button>
      </td>
    );
  }
  const isNew = JSON.stringify(target) !== JSON.stringify(before);
  const said = measures.map((measure) => `${t(`shared:clock.${measure}`)} ${textOf(measure, t('none'))}`).join(', ');
  return (
    <td className={`${isNew ? 'chg' : ''}${target ? '' : ' inh'}`} data-label={t(`shared:priority.${priority}`)}>
      <button type="button" ref={opener} onClick={onEdit} aria-label={t('editCell', { place, said })}>
        <span className="tri" aria-hidden="true">
          {measures.map((measure) => (
            <span key={measure} className={row?.[measure] ? '' : 'none'}>
              <span className="tl">{t(`short.${measure}`)}</span> {textOf(measure, t('none'))}
            </span>
          ))}
        </span>
      </button>
      {row?.always_open ? <span className="c24">{t('alwaysOpen')}</span> : null}
      {isNew ? <span className="vh">{t('changed')}</span> : null}
    </td>
  );
}

interface EditingProps {
  label: string;
  measures: readonly Measure[];
  values: Values;
  alwaysOpen: boolean;
  onChange: (change: Partial<Target>) => void;
  onClose: (isByKey: boolean) => void;
  onRead: (read: Read | null) => void;
}

function Editing({ label, measures, values, alwaysOpen, onChange, onClose, onRead }: EditingProps) {
  const { t } = useTranslation('sla-settings');
  const [texts, setTexts] = useState(values);
  const [isAlways, setIsAlways] = useState(alwaysOpen);
  const [wrong, setWrong] = useState<readonly Measure[]>([]);
  const box = useRef<HTMLDivElement>(null);
  useEffect(() => {
    const first = box.current?.querySelector('input');
    first?.focus();
    first?.select();
  }, []);
  const read = (isByKey: boolean): Partial<Target> | null | false => {
    const found = measures.map((measure) => [measure, readDuration(texts[measure] ?? '')] as const);
    const bad = found.filter(([, seconds]) => seconds === NOT_A_TIME || (seconds !== null && (seconds < MIN_SECONDS || seconds > MAX_SECONDS)));
    setWrong(bad.map(([measure]) => measure));
    if (bad.length > 0) return false;
    const isSame = isAlways === alwaysOpen && measures.every((measure) => (texts[measure] ?? '') === (values[measure] ?? ''));
    onClose(isByKey);
    return isSame ? null : { ...Object.fromEntries(found), always_open: isAlways };
  };
  const keep = (isByKey: boolean): void => {
    const change = read(isByKey);
    if (change) onChange(change);
  };
  useEffect(() => {
    onRead(() => {
      const change = read(true);
      if (change === false) box.current?.querySelector('input')?.focus();
      return change;
    });
    return () => onRead(null);
  });
  const onKeyDown = (event: KeyboardEvent): void => {
    if (event.key !== 'Enter' && event.key !== 'Escape') return;
    event.preventDefault();
    event.stopPropagation();
    if (event.key === 'Enter') keep(true);
    else onClose(true);
  };
  const onBlur = (event: FocusEvent): void => {
    if (!box.current?.contains(event.relatedTarget)) keep(false);
  };
  return (
    // eslint-disable-next-line jsx-a11y/no-noninteractive-element-interactions -- Enter keeps and Escape undoes what its fields hold
    <div ref={box} className="cel" role="group" aria-label={label} onKeyDown={onKeyDown} onBlur={onBlur}>
      <span className="tri">
        {measures.map((measure) => (
          <label key={measure} className={`in${wrong.includes(measure) ? ' is-bad' : ''}`}>
            <span className="tl">{t(`short.${measure}`)}</span>
            <input
              value={texts[measure] ?? ''}
              aria-label={t(`shared:clock.${measure}`)}
              aria-invalid={wrong.includes(measure) || undefined}
              placeholder={t('none')}
              onChange={(event) => setTexts((old) => ({ ...old, [measure]: event.target.value }))}
            />
          </label>
        ))}
      </span>
      <label className="opt f12">
        <input type="checkbox" className="cb" checked={isAlways} onChange={(event) => setIsAlways(event.target.checked)} />
        {t('alwaysOpenLong')}
      </label>
      {wrong.length > 0 ? (
        <p className="hint bad" role="alert">
          {t('notATime')}
        </p>
      ) : null}
    </div>
  );
}
