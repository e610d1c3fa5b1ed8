import { Link } from '@tanstack/react-router';
import ChevronDown from 'lucide-react/icons/chevron-down';
import { useTranslation } from 'react-i18next';
import type { SavedView } from '@/shared/api';
import { useViewCounts, useViews } from '@/shared/directory';
import { PLACES, type Place } from '@/shared/ticket-list';
import { Icon, Menu, MenuItem, MenuLabel } from '@/shared/ui';

const TABS = 4;

interface ViewMenuProps {
  view: SavedView | undefined;
  onChoose: (id: number | undefined) => void;
  onPlace: (place: Place) => void;
}

/** The name of the view, which opens the list of all views. */
export function ViewMenu({ view, onChoose, onPlace }: ViewMenuProps) {
  const { t } = useTranslation('inbox');
  const views = useViews();
  const countOf = useViewCounts();
  const ofKind = (kind: SavedView['kind']): SavedView[] => views.filter((one) => one.kind === kind);
  return (
    <Menu
      label={t('views.all')}
      trigger={
        <button type="button" className="row g1 viewbtn">
          <span className="ell" dir="auto">
            {view?.name ?? t('views.everything')}
          </span>
          <Icon icon={ChevronDown} size={14} />
        </button>
      }
    >
      {(['personal', 'team', 'shared'] as const).map((kind) => {
        const some = ofKind(kind);
        if (some.length === 0) return null;
        return [
          <MenuLabel key={kind}>{t(`views.${kind}`)}</MenuLabel>,
          ...some.map((one) => (
            <MenuItem key={one.id} value={countOf(one.id)} onSelect={() => onChoose(one.id)}>
              <bdi>{one.name}</bdi>
            </MenuItem>
          )),
        ];
      })}
      <MenuLabel>{t('views.more')}</MenuLabel>
      <MenuItem onSelect={() => onChoose(undefined)}>{t('views.everything')}</MenuItem>
      {PLACES.map((place) => (
        <MenuItem key={place} onSelect={() => onPlace(place)}>
          {t(`views.${place}`)}
        </MenuItem>
      ))}
    </Menu>
  );
}

/** The first views, each with its live count. */
export function ViewTabs({ current }: { current: number | undefined }) {
  const { t } = useTranslation('inbox');
  const views = useViews();
  const countOf = useViewCounts();
  const shown = views.slice(0, TABS);
  const extra = views.find((view) => view.id === current && !shown.includes(view));
  if (views.length === 0) return null;
  return (
    <nav className="vtabs" aria-label={t('views.label')}>
      {[...shown, ...(extra ? [extra] : [])].map((view) => {
        const count = countOf(view.id);
        return (
          <Link
            key={view.id}
            to="/inbox"
            search={{ view: view.id }}
            className={view.id === current ? 'on' : ''}
            aria-current={view.id === current ? 'page' : undefined}
            activeProps={{}}
          >
            <span className="ell" dir="auto">
              {view.name}
            </span>{' '}
            {count !== undefined && count !== '0' ? <span className="n">{count}</span> : null}
          </Link>
        );
      })}
    </nav>
  );
}
