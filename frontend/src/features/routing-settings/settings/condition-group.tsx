import Plus from 'lucide-react/icons/plus';
import X from 'lucide-react/icons/x';
import { useRef } from 'react';
import { useTranslation } from 'react-i18next';
import { Button, Icon, IconButton, Segmented } from '@/shared/ui';
import type { Condition, ConditionField } from './api';
import { Comparison } from './comparison';
import { comparisonOf, jointOf, MAX_DEPTH, partsOf, type Joint, type Path } from './draft';

export interface ConditionGroupProps {
  group: Condition;
  path: Path;
  fields: readonly ConditionField[];
  /** For how many of the tickets of the dry run each condition holds, by its path. */
  counts: Readonly<Record<string, number>> | undefined;
  onAdd: (path: Path, part: Condition) => void;
  onChange: (path: Path, change: (old: Condition) => Condition | null) => void;
  onJoin: (path: Path, joint: Joint) => void;
}

/** Conditions that hold together or one by one, with groups in them. */
export function ConditionGroup({ group, path, fields, counts, onAdd, onChange, onJoin }: ConditionGroupProps) {
  const { t, i18n } = useTranslation('routing-settings');
  const add = useRef<HTMLButtonElement>(null);
  const box = useRef<HTMLFieldSetElement>(null);
  const joint = jointOf(group) ?? 'all';
  const [first] = fields;
  const remove = (at: Path): void => {
    onChange(at, () => null);
    // Its button is gone: the group goes on from here.
    add.current?.focus();
  };
  const append = (part: Condition): void => {
    onAdd(path, part);
    requestAnimationFrame(() => {
      const rows = box.current?.querySelectorAll<HTMLElement>(':scope > .rt-parts > li') ?? [];
      rows[rows.length - 1]?.querySelector<HTMLElement>('select, button')?.focus();
    });
  };
  const countAt = (at: Path) => {
    const count = counts?.[at.join('.')];
    return count === undefined ? null : (
      <span className="rt-count" title={t('conditionCount')}>
        <span className="vh">{t('conditionCount')} </span>
        {new Intl.NumberFormat(i18n.language).format(count)}
      </span>
    );
  };
  return (
    <fieldset ref={box} className={`rt-group d${path.length}`}>
      <legend className="vh">{t(path.length === 0 ? 'conditions' : 'group')}</legend>
      <div className="rt-group-h">
        <Segmented
          label={t('match')}
          value={joint}
          options={[
            { value: 'all', label: t('allOf') },
            { value: 'any', label: t('anyOf') },
          ]}
          onChange={(next) => onJoin(path, next)}
        />
        <span className="sp" />
        {countAt(path)}
        {path.length > 0 ? (
          <IconButton size="sm" label={t('removeGroup')} onClick={() => onChange(path, () => null)}>
            <Icon icon={X} size={14} />
          </IconButton>
        ) : null}
      </div>
      {partsOf(group).length === 0 ? <p className="hint">{t(joint === 'all' ? 'holdsAlways' : 'holdsNever')}</p> : null}
      <ul className="rt-parts">
        {partsOf(group).map((part, index) => {
          const at = [...path, index];
          return (
            <li key={index}>
              {jointOf(part) ? (
                <ConditionGroup group={part} path={at} fields={fields} counts={counts} onAdd={onAdd} onJoin={onJoin} onChange={(where, change) => (where === at ? remove(at) : onChange(where, change))} />
              ) : (
                <div className="rt-cond">
                  <Comparison condition={part} fields={fields} onChange={(next) => onChange(at, () => next)} />
                  {countAt(at)}
                  <IconButton size="sm" label={t('removeCondition')} onClick={() => remove(at)}>
                    <Icon icon={X} size={14} />
                  </IconButton>
                </div>
              )}
            </li>
          );
        })}
      </ul>
      <div className="rt-add">
        <Button ref={add} variant="ghost" size="sm" icon={<Icon icon={Plus} size={14} />} onClick={() => (first ? append(comparisonOf(first)) : undefined)}>
          {t('addCondition')}
        </Button>
        {path.length + 1 < MAX_DEPTH ? (
          <Button variant="ghost" size="sm" icon={<Icon icon={Plus} size={14} />} onClick={() => append({ [joint === 'all' ? 'any' : 'all']: [] })}>
            {t('addGroup')}
          </Button>
        ) : null}
      </div>
    </fieldset>
  );
}
