<?php
/**
 * Who sent this buyer: the mark of a friend's link, carried from the store's address into the order.
 *
 * @package Sathi
 */

namespace Sathi;

use WC_Order;

defined( 'ABSPATH' ) || exit;

/** Takes `?sathi=MARK` and writes it into the order's meta data as `_sathi`, from where the webhook tells it. */
final class Friend_Mark {

	public const META = '_sathi';

	private const PARAMETER = 'sathi';
	private const NAME      = 'mark';
	private const SHAPE     = '/\A(claim|visit)\.[\w-]{4,80}\.[\w-]{16,80}\z/';

	public function __construct( private readonly Cart_Memory $memory ) {}

	/** Takes its hooks: the classic checkout saves the order itself, the block checkout has saved it already. */
	public function start(): void {
		add_action( 'wp_loaded', array( $this, 'take' ), 30 );
		add_action( 'woocommerce_checkout_create_order', array( $this, 'write' ) );
		add_action( 'woocommerce_store_api_checkout_update_order_meta', array( $this, 'write_and_save' ) );
	}

	/** Keeps the mark of the address; whoever took an offer and then only looks has not changed their mind. */
	public function take(): void {
		$mark = Cart_Memory::read_parameter( self::PARAMETER );
		if ( ! preg_match( self::SHAPE, $mark ) ) {
			return;
		}
		$has_claim = str_starts_with( $this->memory->recall( self::NAME ), 'claim.' );
		if ( ! $has_claim || str_starts_with( $mark, 'claim.' ) ) {
			$this->memory->keep( self::NAME, $mark );
		}
	}

	/** Writes the mark into an order that is about to be saved. */
	public function write( WC_Order $order ): bool {
		$mark = $this->memory->recall( self::NAME );
		if ( '' === $mark || $mark === $order->get_meta( self::META ) ) {
			return false;
		}
		$order->update_meta_data( self::META, $mark );
		return true;
	}

	/** Writes the mark into an order that was saved before. */
	public function write_and_save( WC_Order $order ): void {
		if ( $this->write( $order ) ) {
			$order->save();
		}
	}
}
