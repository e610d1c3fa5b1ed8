import ArrowDown from 'lucide-react/icons/arrow-down';
import ArrowUp from 'lucide-react/icons/arrow-up';
import CircleAlert from 'lucide-react/icons/circle-alert';
import Plus from 'lucide-react/icons/plus';
import Trash from 'lucide-react/icons/trash-2';
import { useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { announce, Button, Field, FormSection, Icon, IconButton } from '@/shared/ui';
import type { AreaRule } from './api';
import { AreaTest } from './area-test';
import type { TabProps } from './parts';

const MOST = 200;

/** Which product area a page belongs to: an ordered table, of which the first row that fits counts. */
export function AreasTab({ settings, form }: TabProps) {
  const { t } = useTranslation('widget-settings');
  const { values, set, errorOf, leave } = form;
  const { area_rules: rules } = values;
  // The row that the last test fell to, as long as the table is the one that was tested.
  const [hit, setHit] = useState<{ rules: readonly AreaRule[]; index: number | null } | null>(null);
  const box = useRef<HTMLDivElement>(null);
  const current = hit?.rules === rules ? hit.index : null;
  const change = (next: AreaRule[], focus?: string): void => {
    set({ area_rules: next });
    if (focus) requestAnimationFrame(() => box.current?.querySelector<HTMLElement>(focus)?.focus());
  };
  const edit = (at: number, part: Partial<AreaRule>): void => change(rules.map((rule, index) => (index === at ? { ...rule, ...part } : rule)));
  const move = (at: number, by: 1 | -1): void => {
    const next = [...rules];
    const [moved] = next.splice(at, 1);
    if (!moved) return;
    next.splice(at + by, 0, moved);
    const end = at + by === 0 || at + by === next.length - 1;
    // At an end the button of that direction is gone: the other one takes over.
    const way = end === (by === 1) ? 'up' : 'down';
    change(next, `[data-row="${at + by}"] [data-act="${end ? way : by === 1 ? 'down' : 'up'}"]`);
    announce(t('areas.moved', { row: at + by + 1, of: next.length }));
  };
  const remove = (at: number): void => {
    const next = rules.filter((_, index) => index !== at);
    change(next, next.length > 0 ? `[data-row="${Math.min(at, next.length - 1)}"] [data-act="remove"]` : '[data-act="add"]');
  };
  const error = errorOf('area_rules');
  return (
    <>
      <FormSection title={t('areas.title')} hint={t('areas.hint')}>
        <div ref={box} className="wsareas" onBlur={() => (rules.some(isBegun) ? undefined : leave('area_rules'))}>
          {rules.length === 0 ? <p className="hint">{t('areas.none')}</p> : <ColumnHeads />}
          <ol>
            {rules.map((rule, at) => (
              <li key={at} data-row={at} className={at === current ? 'hit' : undefined}>
                <span className="n">{at + 1}</span>
                <Field
                  label={t('areas.pattern', { row: at + 1 })}
                  hideLabel
                  value={rule.pattern}
                  placeholder="/settings/*"
                  maxLength={200}
                  dir="ltr"
                  spellCheck={false}
                  error={rule.pattern.trim() ? null : error}
                  onChange={(event) => edit(at, { pattern: event.target.value })}
                />
                <Field
                  label={t('areas.area', { row: at + 1 })}
                  hideLabel
                  value={rule.area}
                  placeholder={t('areas.example')}
                  maxLength={80}
                  dir="auto"
                  error={rule.pattern.trim() && !rule.area.trim() ? error : null}
                  onChange={(event) => edit(at, { area: event.target.value })}
                />
                <span className="wsacts">
                  <IconButton size="sm" data-act="up" label={t('areas.up', { row: at + 1 })} disabled={at === 0} onClick={() => move(at, -1)}>
                    <Icon icon={ArrowUp} size={14} />
                  </IconButton>
                  <IconButton size="sm" data-act="down" label={t('areas.down', { row: at + 1 })} disabled={at === rules.length - 1} onClick={() => move(at, 1)}>
                    <Icon icon={ArrowDown} size={14} />
                  </IconButton>
                  <IconButton size="sm" data-act="remove" label={t('areas.remove', { row: at + 1 })} onClick={() => remove(at)}>
                    <Icon icon={Trash} size={14} />
                  </IconButton>
                </span>
              </li>
            ))}
          </ol>
          {error && !rules.some(isBegun) ? (
            <p className="hint bad" role="alert">
              <Icon icon={CircleAlert} size={12} />
              {error}
            </p>
          ) : null}
          <div>
            <Button
              data-act="add"
              icon={<Icon icon={Plus} size={14} />}
              unavailable={rules.length >= MOST ? t('areas.full', { most: MOST }) : null}
              onClick={() => change([...rules, { pattern: '', area: '' }], `[data-row="${rules.length}"] input`)}
            >
              {t('areas.add')}
            </Button>
          </div>
        </div>
      </FormSection>
      <FormSection title={t('areas.test')} hint={t('areas.testHint')}>
        <AreaTest brand={settings.brand.slug} rules={rules} onTested={(index) => setHit({ rules, index })} />
      </FormSection>
    </>
  );
}

/** A row that is still being written is no mistake yet. */
const isBegun = ({ pattern, area }: AreaRule): boolean => !pattern.trim() || !area.trim();

/** Names the columns for the eye; each field has a name of its own. */
function ColumnHeads() {
  const { t } = useTranslation('widget-settings');
  return (
    <div className="wsareas-head" aria-hidden="true">
      <span>{t('areas.column.pattern')}</span>
      <span>{t('areas.column.area')}</span>
    </div>
  );
}
