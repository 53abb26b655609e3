/** The page's order, as each kind of page names it; nothing as long as Shopify has none. */

export const findPlacedOrder = () => {
  const { order, number } = shopify.orderConfirmation.value;
  return { order: order.id, number };
};

export const findShownOrder = () => {
  const order = shopify.order.value;
  return order && { order: order.id, number: order.confirmationNumber };
};
