import { notFound } from '@tanstack/react-router';
import { idOf } from '@/shared/lib/address';
import { useSettingsAddress } from '@/shared/slots';
import { BrandScreen } from './brand-screen';
import { NewBrandScreen } from './new-brand-screen';
import type { BrandSearch } from './search';

export { BrandsScreen } from './brands-screen';
export { WorkspaceScreen } from './workspace-screen';

export function BrandRoute() {
  const { params, search } = useSettingsAddress<BrandSearch>();
  if (params.brand === 'new') return <NewBrandScreen />;
  const id = idOf(params.brand);
  // eslint-disable-next-line @typescript-eslint/only-throw-error -- how this router says that nothing is there
  if (id === null) throw notFound();
  return <BrandScreen key={id} id={id} part={search.part} />;
}
