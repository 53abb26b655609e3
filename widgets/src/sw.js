/** The service worker of a shopper's own page: it shows the shop's news, and opens what they lead to. */

addEventListener("install", () => skipWaiting());

addEventListener("push", (event) => {
  const { title, link, ...look } = event.data.json();
  event.waitUntil(registration.showNotification(title, { ...look, data: link }));
});

addEventListener("notificationclick", (event) => {
  event.notification.close();
  event.waitUntil(clients.openWindow(event.notification.data));
});
