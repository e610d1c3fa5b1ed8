import { useMutation, useQuery } from '@tanstack/react-query';
import { useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useMay } from '@/shared/directory';
import { LeaveGuard } from '@/shared/form';
import { moved } from '@/shared/lib/moved';
import { useShortcuts } from '@/shared/lib/shortcuts';
import type { MergeNotes } from '@/shared/lib/three-way';
import { announce, Badge, Empty, Loaded } from '@/shared/ui';
import { countsQuery, routingApi, rulesQuery, skillsQuery, type DryRun, type RoutingRules, type Rule } from './api';
import { DryRunPanel } from './dry-run-panel';
import { isSame, lackOf, mergedRules, newRule } from './draft';
import { Frame } from './frame';
import { PublishFoot } from './publish-foot';
import { RuleEditor } from './rule-editor';
import { RuleList } from './rule-list';
import type { RulesSearch } from './search';
import { useNames } from './use-names';

export interface RulesScreenProps {
  search: RulesSearch;
  onSearch: (search: RulesSearch) => void;
}

interface Draft {
  seen: RoutingRules;
  rules: readonly Rule[];
  /** What became of it when it went on on top of a newer version. */
  notes: MergeNotes | null;
}

const TICKETS = 1000;
const NO_RULES: readonly Rule[] = [];

function onTopOf(newer: RoutingRules, { seen, rules }: Draft): Draft {
  const { items, notes } = mergedRules({ base: seen.rules, mine: rules, theirs: newer.rules });
  return { seen: newer, rules: items, notes };
}

/** The rules in order, the one that is open, and what the draft would do. */
export function RulesScreen({ search, onSearch }: RulesScreenProps) {
  const { t } = useTranslation('routing-settings');
  const may = useMay('routing.write');
  const query = useQuery({ ...rulesQuery, enabled: may });
  const skills = useQuery({ ...skillsQuery, enabled: may }).data ?? [];
  const counted = useQuery({ ...countsQuery, enabled: may }).data;
  const names = useNames();
  const box = useRef<HTMLDivElement>(null);
  // What the changes were made to; the server may have a newer version meanwhile.
  const [draft, setDraft] = useState<Draft | null>(null);
  const [tried, setTried] = useState<{ rules: readonly Rule[]; result: DryRun } | null>(null);
  const saved = query.data?.rules ?? NO_RULES;
  const changed = draft !== null && !isSame(draft.rules, draft.seen.rules) ? draft : null;
  const rules = changed?.rules ?? saved;
  const seen = changed?.seen ?? query.data;
  const version = seen?.version ?? 0;
  const isChanged = changed !== null;
  const newer = changed && query.data && query.data.version > changed.seen.version ? query.data : null;
  const place = rules.findIndex(({ key }) => key === search.rule);
  const open = rules[place];
  const change = (next: readonly Rule[]): void => (seen ? setDraft({ seen, rules: next, notes: changed?.notes ?? null }) : undefined);
  const focusOn = (key: string): void => {
    requestAnimationFrame(() => box.current?.querySelector<HTMLElement>(`[data-rule="${CSS.escape(key)}"]`)?.focus());
  };
  const run = useMutation({
    mutationFn: (sent: readonly Rule[]) => routingApi.dryRun(sent, TICKETS),
    onSuccess: (result, sent) => {
      setTried({ rules: sent, result });
      // It was tried against rules that this screen has not seen yet.
      if (result.version > version) void query.refetch();
    },
  });
  const add = (): void => {
    const rule = newRule(t('newName'));
    change([...rules, rule]);
    onSearch({ rule: rule.key });
    focusOn(rule.key);
  };
  const move = (from: number, to: number): void => {
    const rule = rules[from];
    if (!rule || to < 0 || to >= rules.length) return;
    change(moved(rules, from, to));
    announce(t('movedTo', { name: rule.name, place: to + 1, count: rules.length }));
    focusOn(rule.key);
  };
  const remove = (): void => {
    const rest = rules.filter((_, index) => index !== place);
    change(rest);
    const next = rest[Math.min(place, rest.length - 1)];
    onSearch(next ? { rule: next.key } : {});
    announce(t('deleted', { name: open?.name ?? '' }));
    focusOn(next?.key ?? 'new');
  };
  const lacking = rules.find((rule) => lackOf(rule) !== null);
  const lack = lacking ? t(`lack.${lackOf(lacking) ?? 'name'}`, { name: lacking.name || t('unnamed') }) : null;
  const isTried = tried !== null && tried.result.version === version && isSame(tried.rules, rules);
  useShortcuts(t('title'), [{ keys: 'n', label: t('newRule'), run: add }], may);
  return (
    <Frame page="rules" actions={query.data ? <Version data={query.data} isChanged={isChanged} /> : null}>
      <LeaveGuard isChanged={isChanged} holds={[]} />
      <Loaded query={query} fault={t('fault')}>
        <div ref={box} className={`rt-cols${open ? ' is-open' : ''}`}>
          <RuleList
            rules={rules}
            openKey={search.rule}
            names={names}
            counts={counted ? new Map(counted.map(({ key, day }) => [key, day])) : undefined}
            warnings={isTried ? tried.result.warnings : []}
            onMove={move}
            onAdd={add}
          />
          {open ? (
            <RuleEditor
              key={open.key}
              rule={open}
              place={place + 1}
              fields={query.data?.conditions ?? []}
              skills={skills}
              names={names}
              tried={isTried ? tried.result : undefined}
              onChange={(next) => change(rules.map((rule) => (rule.key === next.key ? next : rule)))}
              onDelete={remove}
            />
          ) : (
            <div className="rt-editor">
              <Empty title={t(rules.length > 0 ? 'chooseRule' : 'noRules')}>{t(rules.length > 0 ? 'chooseRuleHint' : 'noRulesHint')}</Empty>
            </div>
          )}
          <DryRunPanel
            tried={tried?.result}
            isOld={!isTried}
            isRunning={run.isPending}
            error={run.error}
            rules={tried?.rules ?? rules}
            names={names}
            onRun={() => (lack ? announce(lack) : run.mutate(rules))}
          />
        </div>
        <PublishFoot
          isChanged={isChanged}
          lack={lack}
          note={isTried ? t('willMove', { count: tried.result.moved }) : t('notTried')}
          doubt={isTried ? null : t(run.isPending ? 'untried.running' : tried ? 'untried.changed' : 'untried.never')}
          label={t('publish', { version: version + 1 })}
          publish={() => (seen ? routingApi.publish(seen, { rules }) : Promise.reject(new Error('nothing to publish')))}
          onPublished={() => {
            setDraft(null);
            setTried(null);
          }}
          onDiscard={() => setDraft(null)}
          newer={newer?.version ?? null}
          merged={changed?.notes ? { notes: changed.notes, version } : null}
          onKeep={() => (changed && newer ? setDraft(onTopOf(newer, changed)) : undefined)}
        />
      </Loaded>
    </Frame>
  );
}

function Version({ data, isChanged }: { data: { version: number; published_at: string | null; published_by: string }; isChanged: boolean }) {
  const { t, i18n } = useTranslation('routing-settings');
  const at = data.published_at ? new Intl.DateTimeFormat(i18n.language, { dateStyle: 'medium' }).format(new Date(data.published_at)) : '';
  return (
    <span className="rt-version">
      {isChanged ? <Badge tone="acc">{t('draft')}</Badge> : null}
      <span className="t3 f12" dir="auto">
        {data.version > 0 ? t('live', { version: data.version, who: data.published_by, at }) : t('neverPublished')}
      </span>
    </span>
  );
}
