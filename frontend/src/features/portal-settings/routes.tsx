import { notFound } from '@tanstack/react-router';
import { idOf } from '@/shared/lib/address';
import { useSettingsAddress } from '@/shared/slots';
import { FormScreen } from './form-screen';
import { PortalScreen } from './portal-screen';
import type { PortalSearch } from './search';

export function PortalRoute() {
  const { search, onSearch } = useSettingsAddress<PortalSearch>();
  return <PortalScreen brand={search.brand} onBrand={(brand) => onSearch({ brand })} />;
}

export function FormRoute() {
  const { params, search } = useSettingsAddress<PortalSearch>();
  if (params.form === 'new') return <FormScreen key="new" id={null} brand={search.brand} />;
  const id = idOf(params.form);
  // eslint-disable-next-line @typescript-eslint/only-throw-error -- how this router says that nothing is there
  if (id === null) throw notFound();
  return <FormScreen key={id} id={id} brand={search.brand} />;
}
