export { CompanyScreen, ContactScreen } from './detail-screens';
export { CustomersScreen } from './customers-screen';
export type { CustomersSearch } from './customers-screen';
