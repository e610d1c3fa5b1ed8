export { CustomerFacts, CustomerFields, customerFieldsKey, customerFieldsQuery } from './customer-fields';
export type { CustomerField } from './customer-fields';
export { FieldValue } from './field-value';
export type { Given } from './field-value';
