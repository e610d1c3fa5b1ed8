import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { api, keys } from '@/shared/api';
import { useBrands, useMay, useTeams, useUsers } from '@/shared/directory';
import { shortDate } from '@/shared/lib/dates';
import { Badge, Button, Checkbox, SelectField } from '@/shared/ui';
import { AddressField } from './address-field';
import { ReviewField } from './review-field';
import { AUDIENCES, type Article, type ArticleChange, type Audience } from './api';

const SEGMENTS = ['enterprise', 'mid_market', 'smb', 'self_serve'] as const;

export interface ArticleSettingsProps {
  article: Article;
  onChange: (change: ArticleChange) => void;
  onReview: () => void;
}

/** Who may read it, who owns it, when it is due for review. Each choice acts at once. */
export function ArticleSettings({ article, onChange, onReview }: ArticleSettingsProps) {
  const { t, i18n } = useTranslation(['kb', 'shared']);
  const users = useUsers();
  const brands = useBrands();
  const isOff = !article.permissions.update || (article.status === 'published' && !article.permissions.publish);
  const owner = article.owner ? String(article.owner.id) : '';
  const isListed = users.some((user) => String(user.id) === owner);
  return (
    <div className="asets">
      <AddressField article={article} isOff={isOff} onChange={onChange} />
      {article.translation_of ? (
        <p className="hint">{t('translation.shared')}</p>
      ) : (
        <AudienceFields key={article.version} article={article} isOff={isOff} onChange={onChange} />
      )}
      <SelectField
        label={t('owner')}
        value={owner}
        disabled={!article.permissions.update}
        options={[
          { value: '', label: t('shared:noOwner') },
          ...(article.owner && !isListed ? [{ value: owner, label: article.owner.name }] : []),
          ...users.map((user) => ({ value: String(user.id), label: user.name })),
        ]}
        onChange={(value) => onChange({ owner_id: value ? Number(value) : null })}
      />
      {brands.length > 1 && !article.translation_of ? (
        <fieldset disabled={isOff}>
          <legend className="lab">{t('brands')}</legend>
          {brands.map((brand) => {
            const chosen = article.brands.map(({ id }) => id);
            return (
              <Checkbox
                key={brand.id}
                label={brand.name}
                isChecked={chosen.includes(brand.id)}
                onChange={(isOn) =>
                  onChange({ brand_ids: isOn ? [...chosen, brand.id] : chosen.filter((id) => id !== brand.id) })
                }
              />
            );
          })}
          {article.brands.length === 0 ? <p className="hint">{t('allBrands')}</p> : null}
        </fieldset>
      ) : null}
      {article.source_id === null ? <ReviewField article={article} onChange={onChange} /> : null}
      {article.review_due_on ? (
        <p className="row g1">
          <Badge tone={article.is_stale ? 'bad' : 'mute'}>
            {t(article.is_stale ? 'review.overdue' : 'review.due', {
              date: shortDate(`${article.review_due_on}T12:00`, Date.now(), i18n.language),
            })}
          </Badge>
          {article.permissions.update ? (
            <Button size="sm" onClick={onReview}>
              {t('review.confirm')}
            </Button>
          ) : null}
        </p>
      ) : null}
      <dl className="kv">
        <dt>{t('stats.views')}</dt>
        <dd>{article.view_count}</dd>
        <dt>{t('stats.helpful')}</dt>
        <dd>{t('stats.of', { yes: article.helpful_count, all: article.helpful_count + article.unhelpful_count })}</dd>
      </dl>
    </div>
  );
}

function AudienceFields({ article, isOff, onChange }: Pick<ArticleSettingsProps, 'article' | 'onChange'> & { isOff: boolean }) {
  const { t } = useTranslation(['kb', 'shared']);
  const teams = useTeams();
  const mayCompanies = useMay('customer.read') || article.permissions.update;
  const [audience, setAudience] = useState<Audience>(article.audience);
  const companies = useQuery({
    queryKey: [...keys.companies, 'choices'],
    queryFn: () => api.get('/companies', { query: { limit: 100 } }),
    enabled: audience === 'companies' && mayCompanies,
    staleTime: 300_000,
  }).data?.results;
  const list = (
    name: 'segments' | 'company_ids' | 'team_ids',
    chosen: readonly (string | number)[],
    options: readonly { value: string | number; label: string }[],
  ) => (
    <fieldset disabled={isOff}>
      <legend className="lab">{t(`audienceChoose.${name}`)}</legend>
      {options.map(({ value, label }) => (
        <Checkbox
          key={value}
          label={label}
          isChecked={chosen.includes(value)}
          onChange={(isOn) => {
            const next = isOn ? [...chosen, value] : chosen.filter((one) => one !== value);
            // An audience without members does not exist; the last one stays until another is chosen.
            if (next.length > 0) onChange({ audience, [name]: next });
          }}
        />
      ))}
    </fieldset>
  );
  return (
    <>
      <SelectField
        label={t('audience')}
        value={audience}
        disabled={isOff}
        hint={isOff && article.permissions.update ? t('audienceOff') : t(`audienceHint.${audience}`)}
        options={AUDIENCES.map((value) => ({ value, label: t(`audienceOf.${value}`) }))}
        onChange={(value) => {
          const next = value;
          setAudience(next);
          if (next === 'public' || next === 'customers' || next === 'staff') onChange({ audience: next });
        }}
      />
      {audience === 'segments'
        ? list('segments', article.segments, SEGMENTS.map((value) => ({ value, label: t(`shared:segment.${value}`) })))
        : null}
      {audience === 'teams'
        ? list('team_ids', article.team_ids, teams.map((team) => ({ value: team.id, label: team.name })))
        : null}
      {audience === 'companies'
        ? list('company_ids', article.company_ids, (companies ?? []).map((one) => ({ value: one.id, label: one.name })))
        : null}
    </>
  );
}
