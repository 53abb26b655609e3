<?php
/**
 * Orders told at once: WooCommerce's own webhooks may wait for minutes in a queue, and the popup cannot.
 *
 * @package Sathi
 */

namespace Sathi;

use WC_Order;
use WC_Webhook;

defined( 'ABSPATH' ) || exit;

/** Posts what WooCommerce's webhook will post later, byte for byte, so that the later one is only the repeat. */
final class Order_Post {

	private const UNPLACED     = array( 'checkout-draft', 'pending', 'failed' );
	private const MOST_AT_ONCE = 3;
	private const TIMEOUT_S    = 2;
	private const LAST         = 1000;

	/** What happened in this request: the topic of each order, by its id.
	 *
	 * @var array<int, string>
	 */
	private array $topics = array();

	public function __construct( private readonly Webhooks $webhooks ) {}

	/** Takes its hooks; the last word about an order is known when the request ends. */
	public function start(): void {
		add_action( 'woocommerce_checkout_order_processed', array( $this, 'note_placed' ) );
		add_action( 'woocommerce_store_api_checkout_order_processed', array( $this, 'note_placed' ) );
		add_action( 'woocommerce_order_status_changed', array( $this, 'note_changed' ), 10, 3 );
		add_action( 'shutdown', array( $this, 'post' ), self::LAST );
	}

	/**
	 * Notes an order that was placed in this request.
	 *
	 * @param WC_Order|int $order_or_id The order, or its id.
	 */
	public function note_placed( $order_or_id ): void {
		$order_id                  = $order_or_id instanceof WC_Order ? $order_or_id->get_id() : absint( $order_or_id );
		$this->topics[ $order_id ] = 'order.created';
	}

	/**
	 * Notes an order that was paid, or agreed to be, after a visit to the bank's page.
	 *
	 * @param int    $order_id The order's id.
	 * @param string $from     The status before.
	 * @param string $to       The status now.
	 */
	public function note_changed( $order_id, $from, $to ): void {
		if ( in_array( $from, self::UNPLACED, true ) && ! in_array( $to, self::UNPLACED, true ) ) {
			$this->topics += array( absint( $order_id ) => 'order.updated' );
		}
	}

	/** Posts the orders, after the shopper has the answer where the server can do that; many at once can wait. */
	public function post(): void {
		if ( ! $this->topics || count( $this->topics ) > self::MOST_AT_ONCE ) {
			return;
		}
		if ( function_exists( 'fastcgi_finish_request' ) ) {
			fastcgi_finish_request();
		}
		foreach ( $this->topics as $order_id => $topic ) {
			$webhook = $this->webhooks->find( $topic );
			if ( $webhook && 'active' === $webhook->get_status() ) {
				$this->send( $webhook, $order_id );
			}
		}
		$this->topics = array();
	}

	private function send( WC_Webhook $webhook, int $order_id ): void {
		$body = trim( (string) wp_json_encode( $webhook->build_payload( $order_id ) ) );
		wp_safe_remote_post(
			$webhook->get_delivery_url(),
			array(
				'timeout'     => self::TIMEOUT_S,
				'blocking'    => false,
				'redirection' => 0,
				'user-agent'  => sprintf( 'WooCommerce/%s Hookshot (WordPress/%s)', WC()->version, get_bloginfo( 'version' ) ),
				'body'        => $body,
				'headers'     => self::write_headers( $webhook, $body ),
			)
		);
	}

	private static function write_headers( WC_Webhook $webhook, string $body ): array {
		return array(
			'Content-Type'             => 'application/json',
			'X-WC-Webhook-Source'      => home_url( '/' ),
			'X-WC-Webhook-Topic'       => $webhook->get_topic(),
			'X-WC-Webhook-Resource'    => $webhook->get_resource(),
			'X-WC-Webhook-Event'       => $webhook->get_event(),
			'X-WC-Webhook-Signature'   => $webhook->generate_signature( $body ),
			'X-WC-Webhook-ID'          => (string) $webhook->get_id(),
			'X-WC-Webhook-Delivery-ID' => $webhook->get_new_delivery_id(),
		);
	}
}
