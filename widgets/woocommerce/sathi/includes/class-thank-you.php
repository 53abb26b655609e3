<?php
/**
 * The order's key on the order-received page, by which Sathi knows whose popup to show.
 *
 * @package Sathi
 */

namespace Sathi;

use WC_Order;

defined( 'ABSPATH' ) || exit;

/** Prints the key once, and only to whoever has it in the page's address already. */
final class Thank_You {

	private bool $is_printed = false;

	/** Takes its hooks: the block confirmation knows the second one only, and older versions hand it the order. */
	public function start(): void {
		add_action( 'woocommerce_thankyou', array( $this, 'print_key' ) );
		add_action( 'woocommerce_before_thankyou', array( $this, 'print_key' ) );
	}

	/**
	 * Prints the key of an order.
	 *
	 * @param WC_Order|int $order_or_id The order, or its id.
	 */
	public function print_key( $order_or_id ): void {
		$order = $order_or_id instanceof WC_Order ? $order_or_id : wc_get_order( absint( $order_or_id ) );
		$key   = $order instanceof WC_Order ? (string) $order->get_order_key() : '';
		if ( $this->is_printed || '' === $key || ! hash_equals( $key, self::key_of_address() ) ) {
			return;
		}
		$this->is_printed = true;
		printf( '<span data-sathi-order="%s"></span>', esc_attr( $key ) );
	}

	private static function key_of_address(): string {
		$key = $_GET['key'] ?? '';
		return is_string( $key ) ? wc_clean( wp_unslash( $key ) ) : '';
	}
}
