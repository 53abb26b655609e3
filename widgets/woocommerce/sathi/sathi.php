<?php
/**
 * Plugin Name:          Sathi
 * Description:          Asks the buyers of your WooCommerce store to bring their friends, through your own Sathi server.
 * Version:              0.1.0
 * Author:               Sathi founders
 * Requires at least:    6.5
 * Requires PHP:         8.1
 * Requires Plugins:     woocommerce
 * WC requires at least: 8.2
 * WC tested up to:      11.0
 * License:              GPL-2.0-or-later
 * License URI:          https://www.gnu.org/licenses/gpl-2.0.html
 * Text Domain:          sathi
 * Domain Path:          /languages
 *
 * @package Sathi
 */

namespace Sathi;

use Automattic\WooCommerce\Utilities\FeaturesUtil;

defined( 'ABSPATH' ) || exit;

const PLUGIN_FILE = __FILE__;

foreach ( array( 'settings', 'connection', 'webhooks', 'webhook-watch', 'settings-page', 'loader-tag', 'thank-you', 'order-post', 'cart-memory', 'friend-mark', 'friend-coupon', 'referral-page' ) as $subject ) {
	require_once __DIR__ . "/includes/class-$subject.php";
}

/** Puts every part of the plugin on WordPress' hooks, once WooCommerce is there. */
function start(): void {
	$settings = Settings::load();
	$webhooks = new Webhooks( $settings );
	$memory   = new Cart_Memory();
	$watch    = new Webhook_Watch( $webhooks );
	$watch->start();
	( new Settings_Page( $settings, $watch ) )->start();
	( new Friend_Mark( $memory ) )->start();
	( new Friend_Coupon( $memory ) )->start();
	( new Referral_Page( $settings ) )->start();
	( new Loader_Tag( $settings ) )->start();
	( new Thank_You() )->start();
	( new Order_Post( $webhooks ) )->start();
}

/** Tells WooCommerce that orders in tables of their own and the blocks of cart and checkout are fine with us. */
function declare_compatibility(): void {
	FeaturesUtil::declare_compatibility( 'custom_order_tables', PLUGIN_FILE, true );
	FeaturesUtil::declare_compatibility( 'cart_checkout_blocks', PLUGIN_FILE, true );
}

/** Starts the daily watch, and the webhooks that a deactivation paused. */
function activate(): void {
	Webhook_Watch::schedule();
	if ( function_exists( 'wc_get_webhook' ) ) {
		( new Webhooks( Settings::load() ) )->mend();
	}
}

/** Pauses the webhooks and ends the watch, so that a deactivated plugin sends nothing. */
function deactivate(): void {
	wp_clear_scheduled_hook( Webhook_Watch::EVENT );
	if ( function_exists( 'wc_get_webhook' ) ) {
		( new Webhooks( Settings::load() ) )->pause();
	}
}

add_action( 'before_woocommerce_init', __NAMESPACE__ . '\declare_compatibility' );
add_action( 'woocommerce_init', __NAMESPACE__ . '\start' );
register_activation_hook( __FILE__, __NAMESPACE__ . '\activate' );
register_deactivation_hook( __FILE__, __NAMESPACE__ . '\deactivate' );
